package dev.understudy.cli;

/** What the process's exit code means. */
public final class ExitCode {
    public static final int DONE = 0;
    /** The command failed, or its verdict is negative. */
    public static final int FAILED = 1;

    public static final int USAGE = 2;
    public static final int NOT_PROTECTED = 3;
    public static final int DIVERGED = 4;
    public static final int LOST_CLAIM = 5;
    public static final int ARBITER_UNREACHABLE = 6;
    public static final int PEER_REFUSED = 7;
    public static final int HOST_LACKS = 8;
    /** {@code run} and {@code record} return the guest's verdict; our own failures there use this. */
    public static final int OWN_FAILURE = 125;
    /** The person at the console left a guest that nobody else holds: as shells tell an interrupt. */
    static final int DETACHED = 130;

    private ExitCode() {}
}
