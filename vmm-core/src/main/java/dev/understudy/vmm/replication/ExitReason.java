package dev.understudy.vmm.replication;

/** Why a replica's part in a life is over. */
public enum ExitReason {
    /** The guest powered off; the exit code is the guest's. */
    GUEST_ENDED(0),
    /** The backup took over by request: nothing is wrong. */
    HANDED_OVER(0),
    /** The state could not be taken over, or the log could not be replayed to its end, for reasons of this host. */
    FAILED(1),
    /** Replay differed from the log. */
    DIVERGED(4),
    /** The other replica owns the life, or the fence says so. Must not be started again as a primary. */
    LOST_CLAIM(5),
    /** The primary refused this backup, or went away before it could be armed. */
    PEER_REFUSED(7);

    private final int exitCode;

    ExitReason(int exitCode) {
        this.exitCode = exitCode;
    }

    /** The process's exit code; {@link #GUEST_ENDED} has the guest's instead. */
    public int exitCode() {
        return exitCode;
    }
}
