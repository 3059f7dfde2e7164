package dev.understudy.net;

import dev.understudy.vmm.replication.ClaimantId;

/**
 * What a replica, or a console, and the switch say to each other. See {@link MessageCodec} for the bytes.
 *
 * <pre>
 *   replica                        switch
 *     Hello ───────────────────────▶
 *     ◀─────────────────────── Hello | Refused
 *     Attach ──────────────────────▶          (the switch asks the arbiter)
 *     ◀─────────────────────── Attached | AttachRefused
 *     FrameOut, ConsoleOut, Taken ─▶
 *     ◀─────────────────────── FrameIn, ConsoleIn, Passed
 *     ◀─────────────────────── Fenced                                   another replica owns the VM
 *
 *   console                        switch
 *     Watch, then Typed ───────────▶
 *     ◀─────────────────────── ConsoleOut
 * </pre>
 */
sealed interface Message {
    /** Both ways, first. */
    record Hello(int version) implements Message {
        static final int VERSION = 1;
    }

    /** The switch ends the connection: something was wrong with it. */
    record Refused(String reason) implements Message {}

    /**
     * Asks to be the VM's port.
     *
     * @param startsLife this claimant was granted a cold start: all numbers begin anew at its first attach
     * @param nextFrame number of the first inbound frame that it wants
     * @param nextInputByte number of the first console byte that it wants
     */
    record Attach(
            String vm, ClaimantId claimant, long generation, boolean startsLife, long nextFrame, long nextInputByte)
            implements Message {}

    record Attached(long generation) implements Message {}

    /** {@code lost}: for good, another owns the VM. Otherwise asking again later may help. */
    record AttachRefused(boolean lost, String reason) implements Message {}

    /** A frame from the guest. */
    record FrameOut(long number, byte[] frame) implements Message {}

    /** Console bytes from the guest; {@code number} is that of the first. Also to those who watch. */
    record ConsoleOut(long number, byte[] data) implements Message {}

    /** A frame to the guest. */
    record FrameIn(long number, byte[] frame) implements Message {}

    /** Console bytes to the guest; {@code number} is that of the first. */
    record ConsoleIn(long number, byte[] data) implements Message {}

    /** Inputs below these numbers are in the log for good. */
    record Taken(long nextFrame, long nextInputByte) implements Message {}

    /** Outputs below these numbers were taken by the switch. */
    record Passed(long nextFrame, long nextConsoleByte) implements Message {}

    record Fenced(String reason) implements Message {}

    record Ping() implements Message {}

    record Pong() implements Message {}

    /** Asks for the VM's console output from now on. */
    record Watch(String vm) implements Message {}

    /** Console input from one who watches; the switch numbers it. */
    record Typed(byte[] data) implements Message {}
}
