package dev.understudy.vmm.log;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * Everything that can reach a machine, or prove a fact about it, from outside its own state. The arrays belong to the
 * event: nobody changes them. Guest time is in ticks of 10 MHz since the life began.
 */
public sealed interface Event {

    // ---- events, phase BEFORE -------------------------------------------------------------------------------------

    /** The machine timer became due: MTIP is pended, guest time is at least mtimecmp. */
    record TimerDue() implements Event {}

    /** An inbound frame, numbered by the switch: copied into a receive buffer and its interrupt raised. */
    record FrameReceived(long number, byte[] frame) implements Event {
        @Override
        public String toString() {
            return "FrameReceived[number=" + number + ", " + frame.length + " bytes]";
        }
    }

    /** The disk answered request {@code id}. {@code data} is what was read, empty for all other requests and errors. */
    record DiskCompleted(long id, DiskStatus status, byte[] data) implements Event {
        @Override
        public String toString() {
            return "DiskCompleted[id=" + id + ", " + status + ", " + data.length + " bytes]";
        }
    }

    /** Random bytes for entropy request {@code id}. */
    record EntropyCompleted(long id, byte[] data) implements Event {
        @Override
        public String toString() {
            return "EntropyCompleted[id=" + id + ", " + data.length + " bytes]";
        }
    }

    /** Console input; {@code number} is that of its first byte, counted by the console since the life began. */
    record ConsoleInput(long number, byte[] data) implements Event {
        @Override
        public String toString() {
            return "ConsoleInput[number=" + number + ", " + data.length + " bytes]";
        }
    }

    /** Nothing happened up to here: lets a silent backup run on. */
    record Progress() implements Event {}

    /** State check: {@code registers} covers hart and devices, {@code memory} all of RAM or is 0 when not taken. */
    record Digest(long registers, long memory) implements Event {
        @Override
        public String toString() {
            HexFormat hex = HexFormat.of();
            return "Digest[registers=" + hex.toHexDigits(registers) + ", memory=" + hex.toHexDigits(memory) + "]";
        }
    }

    /** The owner flushed the disk by itself: completed writes with ids below {@code belowId} are durable. */
    record Stable(long belowId) implements Event {}

    /** Something an operator asked for. */
    record OperatorAction(Action action) implements Event {
        /** What an operator can do to a running machine. */
        public enum Action {
            /** Reset as by the board's button. */
            RESET
        }
    }

    // ---- values and proofs, phase DURING; OutputPoint and PowerOff also BEFORE: at a slice's end -------------------

    /** The value that {@code rdtime}, or a load of {@code mtime} or of the RTC, got. */
    record TimeRead(long ticks) implements Event {}

    /** The sixteen bits that a read of the {@code seed} CSR got. */
    record SeedRead(int bits) implements Event {}

    /**
     * Proves that all outputs numbered below {@code outputs} were made. {@code checksum} runs over all of them since the
     * life began, so a backup notices a difference at once.
     */
    record OutputPoint(long outputs, long checksum) implements Event {}

    /** The guest reset its machine; the instruction number goes on. */
    record GuestReset() implements Event {}

    /** The guest ended its machine with this verdict: the last entry of a life, and the proof of that output. */
    record PowerOff(int exitCode) implements Event {}

    /** Value equality with array contents, which records do not give. */
    static boolean same(Event a, Event b) {
        if (a instanceof FrameReceived x && b instanceof FrameReceived y) {
            return x.number == y.number && Arrays.equals(x.frame, y.frame);
        }
        if (a instanceof DiskCompleted x && b instanceof DiskCompleted y) {
            return x.id == y.id && x.status == y.status && Arrays.equals(x.data, y.data);
        }
        if (a instanceof EntropyCompleted x && b instanceof EntropyCompleted y) {
            return x.id == y.id && Arrays.equals(x.data, y.data);
        }
        if (a instanceof ConsoleInput x && b instanceof ConsoleInput y) {
            return x.number == y.number && Arrays.equals(x.data, y.data);
        }
        return a.equals(b);
    }
}
