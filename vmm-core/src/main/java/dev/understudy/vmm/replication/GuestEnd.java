package dev.understudy.vmm.replication;

/**
 * How a guest that powered off comes to its end at its owner: its last outputs are taken by the world, then the arbiter is
 * told. Either may be away; neither is waited for without limit. Host nanoseconds.
 */
final class GuestEnd {
    /** Disk and switch may be started again, or the backup may reach them: worth more than a moment. */
    private static final long WORLD_SECONDS = 30;
    /** The next start will have to wait if the arbiter was not told, but this process need not. */
    private static final long ARBITER_NANOS = 5_000_000_000L;

    private static final long SILENT_NANOS = 1_000_000_000L;

    private int exitCode;
    private boolean waits;
    private long waitsSince;
    private boolean over;
    private long overSince;
    private boolean outputsTaken;

    /** The power-off has left the gate, not all before it is taken yet. */
    void waits(int verdict, long now) {
        if (!waits && !over) {
            waits = true;
            waitsSince = now;
            exitCode = verdict;
        }
        if (!over && now - waitsSince >= WORLD_SECONDS * 1_000_000_000L) {
            over = true;
            overSince = now;
        }
    }

    /** The world has the power-off and all before it. */
    void taken(int verdict, long now) {
        outputsTaken = true;
        if (!over) {
            exitCode = verdict;
            over = true;
            overSince = now;
        }
    }

    /** Worth a line: people wonder why a guest that powered off is still there. */
    boolean isLongWait(long now) {
        return waits && !over && now - waitsSince >= SILENT_NANOS;
    }

    String waiting() {
        return "the guest powered off; its last outputs wait for disk or switch, for " + WORLD_SECONDS + " s at most";
    }

    /** Nothing more can be done for the outputs: the life is to end. */
    boolean isOver() {
        return over;
    }

    boolean isArbiterTooLate(long now) {
        return over && now - overSince >= ARBITER_NANOS;
    }

    int exitCode() {
        return exitCode;
    }

    /** The last line about this life. */
    String message() {
        return outputsTaken
                ? "the guest powered off"
                : "the guest powered off; its last outputs are lost: disk or switch did not take them within "
                        + WORLD_SECONDS + " s";
    }
}
