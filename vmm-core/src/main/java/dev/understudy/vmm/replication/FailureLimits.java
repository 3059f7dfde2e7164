package dev.understudy.vmm.replication;

/**
 * When a peer is believed gone. A killed process is noticed at once, by its connection; these are for hosts that vanish,
 * hang or cannot be reached. A wrong belief costs redundancy, never correctness: the arbiter decides.
 *
 * @param heartbeatNanos between two heartbeats
 * @param silenceNanos nothing heard for so long: gone. Must exceed the longest pause of a JVM or its host
 * @param stallNanos heartbeats come, entries wait, and acknowledgements make no progress for so long: given up
 * @param transferNanos a join that takes longer is given up
 * @param lagNanos a guest whose backup lags by more is slowed; {@link #UNLIMITED}: never
 */
public record FailureLimits(
        long heartbeatNanos, long silenceNanos, long stallNanos, long transferNanos, long lagNanos) {
    private static final long ONE_DAY_NANOS = 86_400_000_000_000L;

    /** Of the lag: as if there were no limit. */
    public static final long UNLIMITED = ONE_DAY_NANOS;

    /**
     * 20 ms, 1 s, 3 s, 60 s, and 250 ms of lag. Young collections of a small heap take single milliseconds. Two cores that carry a whole pair and
     * much else were seen to keep a thread waiting for 400 ms, which cost a sound backup; a killed process does not wait for
     * this limit.
     */
    public static final FailureLimits DEFAULT = ofMillis(20, 1_000, 3_000, 60_000);

    public FailureLimits {
        if (heartbeatNanos <= 0) {
            throw new IllegalArgumentException(
                    "the heartbeat interval must be positive, not " + heartbeatNanos + " ns");
        }
        if (silenceNanos / 3 < heartbeatNanos) {
            throw new IllegalArgumentException("the silence limit, " + silenceNanos
                    + " ns, must be at least three heartbeat intervals of " + heartbeatNanos + " ns");
        }
        if (stallNanos < silenceNanos || transferNanos < silenceNanos) {
            throw new IllegalArgumentException("the stall limit, " + stallNanos + " ns, and the transfer limit, "
                    + transferNanos + " ns, must not be below the silence limit, " + silenceNanos + " ns");
        }
        if (lagNanos / 5 < heartbeatNanos) {
            throw new IllegalArgumentException("the lag limit, " + lagNanos
                    + " ns, must be at least five heartbeat intervals of " + heartbeatNanos + " ns");
        }
        if (Math.max(lagNanos, Math.max(stallNanos, transferNanos)) > ONE_DAY_NANOS) {
            throw new IllegalArgumentException("a failure limit is at most one day");
        }
    }

    /**
     * The lag limit is a quarter of the silence limit, but at least five heartbeat intervals: then a fail-over is detection
     * and at most as long again, since at three times its limit the lag finds the guest slowed to a sixteenth.
     */
    public static FailureLimits ofMillis(long heartbeat, long silence, long stall, long transfer) {
        long lag = Math.max(nanos(silence) / 4, 5 * nanos(heartbeat));
        return new FailureLimits(nanos(heartbeat), nanos(silence), nanos(stall), nanos(transfer), lag);
    }

    /** The same with another lag limit. */
    public FailureLimits withLag(long otherNanos) {
        return new FailureLimits(heartbeatNanos, silenceNanos, stallNanos, transferNanos, otherNanos);
    }

    private static long nanos(long millis) {
        return Math.multiplyExact(millis, 1_000_000L);
    }
}
