package dev.understudy.cli;

/** What the process's exit code means. */
final class ExitCode {
    static final int DONE = 0;
    /** The command failed, or its verdict is negative. */
    static final int FAILED = 1;

    static final int USAGE = 2;
    static final int NOT_PROTECTED = 3;
    static final int DIVERGED = 4;
    static final int LOST_CLAIM = 5;
    static final int ARBITER_UNREACHABLE = 6;
    static final int PEER_REFUSED = 7;
    static final int HOST_LACKS = 8;
    /** {@code run} and {@code record} return the guest's verdict; our own failures there use this. */
    static final int OWN_FAILURE = 125;

    private ExitCode() {}
}
