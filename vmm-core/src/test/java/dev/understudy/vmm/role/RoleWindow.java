package dev.understudy.vmm.role;

import dev.understudy.vmm.log.LogSink;

/** Lets the simulator's checkers look into a role. */
public final class RoleWindow {
    private RoleWindow() {}

    /** The entries of an owner that has no backup go to {@code sink} instead of nowhere. */
    public static void logAlone(PrimaryRole role, LogSink sink) {
        role.log().sendTo(sink);
    }

    /** Outputs that wait for the backup's acknowledgement. */
    public static int outputsHeld(PrimaryRole role) {
        return role.gate().count();
    }

    /** The guest's power-off has left the gate, and the world has not everything yet. */
    public static boolean isEnding(PrimaryRole role) {
        return role.isEnding();
    }

    /** The highest sequence number that proves an output which has left the gate; -1: none. */
    public static long newestProofReleased(PrimaryRole role) {
        return role.gate().newestProofReleased();
    }
}
