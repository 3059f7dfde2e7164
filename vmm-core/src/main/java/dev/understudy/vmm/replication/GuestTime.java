package dev.understudy.vmm.replication;

/**
 * The one guest clock of a live machine: 10 MHz ticks since the life began, from host time (rule Time). Never goes back.
 * After a jump of more than two seconds the rest is made up by a clock that runs a quarter too fast, so that the guest's
 * own time-outs do not all strike at once. One thread.
 */
public final class GuestTime {
    /** Host nanoseconds a tick. */
    public static final long NANOS_PER_TICK = 100;
    /** What the guest may miss at once. */
    public static final long LONGEST_JUMP_TICKS = 20_000_000;
    /** While behind, one extra tick for so many. */
    private static final long CATCH_UP_DIVISOR = 4;

    private long base;
    private long baseNanos;
    private long owed;
    private long newest;

    /** The clock shows {@code ticks} at {@code nowNanos}. */
    public GuestTime(long ticks, long nowNanos) {
        if (ticks < 0) {
            throw new IllegalArgumentException("guest time counts from 0, not from " + ticks);
        }
        base = ticks;
        baseNanos = nowNanos;
        newest = ticks;
    }

    /**
     * Ticks at {@code nowNanos}; an earlier {@code nowNanos} than before gives the newest value given.
     */
    public long ticks(long nowNanos) {
        long elapsed = Math.max(0, nowNanos - baseNanos) / NANOS_PER_TICK;
        newest = Math.max(newest, base + elapsed + Math.min(owed, elapsed / CATCH_UP_DIVISOR));
        return newest;
    }

    /**
     * Host time at which {@link #ticks} will have reached {@code ticks}, for arming a host timer; {@code nowNanos} if it has.
     */
    public long nanosAt(long ticks, long nowNanos) {
        long missing = ticks - ticks(nowNanos);
        if (missing <= 0) {
            return nowNanos;
        }
        long sinceBase = ticks - base;
        long fast = sinceBase - sinceBase / (CATCH_UP_DIVISOR + 1);
        long elapsed = fast / CATCH_UP_DIVISOR <= owed ? fast : sinceBase - owed;
        long nanos = elapsed > Long.MAX_VALUE / (2 * NANOS_PER_TICK) ? Long.MAX_VALUE / 2 : elapsed * NANOS_PER_TICK;
        return Math.max(nowNanos, baseNanos + nanos);
    }

    /**
     * The clock should show {@code target} at {@code nowNanos}, and showed {@code newest} last: go on from {@code newest}
     * plus at most the longest jump and make up the rest slowly.
     */
    void rebase(long newestTicks, long target, long nowNanos) {
        newest = Math.max(newest, newestTicks);
        long jump = Math.max(0, target - newest);
        base = newest + Math.min(jump, LONGEST_JUMP_TICKS);
        owed = jump - (base - newest);
        baseNanos = nowNanos;
        newest = base;
    }
}
