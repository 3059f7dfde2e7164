package dev.understudy.vmm.replication;

/**
 * Suspects a silent peer, and one that sends heartbeats but acknowledges nothing. Time in which this node itself slept (its
 * ticks came late) does not count as the peer's silence: what the peer sent meanwhile may wait in a buffer.
 */
final class FailureDetector {
    private final FailureLimits limits;
    private long heardAt;
    private long tickedAt;
    private long acknowledged;
    private long progressAt;

    FailureDetector(FailureLimits limits) {
        this.limits = limits;
    }

    /** A new peer: nothing is held against it yet. */
    void begin(long now) {
        heardAt = now;
        tickedAt = now;
        progressAt = now;
        acknowledged = 0;
    }

    /** Anything at all came from the peer. */
    void heard(long now) {
        heardAt = Math.max(heardAt, now);
    }

    /** Call at least once a heartbeat interval, before {@link #isSilent} and {@link #isStalled}. */
    void tick(long now) {
        long slept = now - tickedAt - limits.heartbeatNanos();
        if (slept > 0) {
            heardAt = Math.min(now, heardAt + slept);
            progressAt = Math.min(now, progressAt + slept);
        }
        tickedAt = now;
    }

    boolean isSilent(long now) {
        return now - heardAt >= limits.silenceNanos();
    }

    /** {@code appended} entries were made, all before {@code next} are acknowledged. */
    boolean isStalled(long appended, long next, long now) {
        if (next > acknowledged || next >= appended) {
            acknowledged = next;
            progressAt = now;
        }
        return now - progressAt >= limits.stallNanos();
    }
}
