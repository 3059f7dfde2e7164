package dev.understudy.vmm.replication;

/**
 * What a backup knows of guest time: at go-live the clock shows the newest guest time in any entry or heartbeat plus own
 * time since its receipt (rule Time). The two hosts' clocks are never compared.
 */
final class GoLiveClock {
    private long newest;
    private long heardNanos;

    /** An entry or a heartbeat carried {@code ticks}. */
    void heard(long ticks, long nowNanos) {
        if (ticks > newest) {
            newest = ticks;
            heardNanos = nowNanos;
        }
    }

    /** The live clock. {@code lived}: the newest guest time that the drained machine has seen, from its log. */
    GuestTime start(long lived, long nowNanos) {
        long floor = Math.max(newest, lived);
        long elapsed = newest == 0 ? 0 : Math.max(0, nowNanos - heardNanos) / GuestTime.NANOS_PER_TICK;
        GuestTime time = new GuestTime(floor, nowNanos);
        time.rebase(floor, newest + elapsed, nowNanos);
        return time;
    }
}
