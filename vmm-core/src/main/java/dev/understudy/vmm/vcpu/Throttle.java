package dev.understudy.vmm.vcpu;

import dev.understudy.vmm.replication.Lag;

/**
 * Has a vCPU run for a share of the time only: for what it runs it owes a rest in proportion, and all time in which it does
 * not run pays that off. A rest begins when a millisecond is owed and lasts until all is paid, so the shares are kept in
 * every few milliseconds, and an event waits no longer than the longest rest. The guest's clock goes on meanwhile: to the
 * guest it is a slower processor. The vCPU's thread, but for {@link #share}.
 */
final class Throttle {
    static final long LEAST_REST_NANOS = 1_000_000;
    static final long LONGEST_REST_NANOS = 20_000_000;

    private volatile int share = Lag.FULL_SHARE;
    private long owed;
    private long seenAt;
    private boolean runs;
    private boolean rests;

    /** From now on it runs for so many thousandths of the time, 1 to 1000. Any thread. */
    void share(int thousandths) {
        share = thousandths;
    }

    /** Whether the share is not full. */
    boolean isOn() {
        return share < Lag.FULL_SHARE;
    }

    /** A slice begins now. */
    void runs(long now) {
        account(now);
        runs = true;
    }

    /** The last slice, if one was running, has ended: how long to rest before the next; 0: not at all. */
    long restNanos(long now) {
        account(now);
        runs = false;
        if (owed >= LEAST_REST_NANOS) {
            rests = true;
        } else if (owed == 0) {
            rests = false;
        }
        return rests ? owed : 0;
    }

    private void account(long now) {
        int part = share;
        long passed = Math.max(0, now - seenAt);
        seenAt = now;
        if (part == Lag.FULL_SHARE) {
            owed = 0;
        } else if (runs) {
            long inFull = Math.min(passed, LONGEST_REST_NANOS) * (Lag.FULL_SHARE - part) / part;
            owed = Math.min(LONGEST_REST_NANOS, owed + inFull);
        } else {
            owed = Math.max(0, owed - passed);
        }
    }
}
