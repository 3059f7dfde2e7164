package dev.understudy.vmm.log;

import dev.understudy.vmm.log.Event.ConsoleInput;
import dev.understudy.vmm.log.Event.DiskCompleted;
import dev.understudy.vmm.log.Event.EntropyCompleted;
import dev.understudy.vmm.log.Event.FrameReceived;
import dev.understudy.vmm.log.Event.OutputPoint;
import dev.understudy.vmm.log.Event.SeedRead;
import dev.understudy.vmm.log.Event.Stable;
import dev.understudy.vmm.log.Event.TimeRead;

/**
 * A {@link LogPosition} that moves, the same at both ends of a stream, and the one place that says which entry may come
 * next: neither the encoder lets another out nor the decoder one in.
 */
final class LogCursor {
    long instruction;
    long ticks;
    long outputs;
    long nextFrame;
    long nextInputByte;
    long diskId;
    long entropyId;
    private boolean begun;

    LogCursor(LogPosition start) {
        instruction = start.instruction();
        begun = start.begun();
        ticks = start.ticks();
        outputs = start.outputs();
        nextFrame = start.nextFrame();
        nextInputByte = start.nextInputByte();
        diskId = start.diskId();
        entropyId = start.entropyId();
    }

    LogPosition position() {
        return new LogPosition(instruction, begun, ticks, outputs, nextFrame, nextInputByte, diskId, entropyId);
    }

    /** Why {@code entry} may not follow the newest one, or null if it may. */
    String objection(EntryKind kind, LogEntry entry) {
        long at = entry.instruction();
        if (at < instruction) {
            return back("the instruction number", at, instruction);
        }
        if (at == Long.MAX_VALUE) {
            return "no instruction has number " + at + ": none could follow";
        }
        if (at == instruction && begun) {
            return "instruction " + at + " has had its DURING entry: no other may follow";
        }
        return objection(kind, entry.event());
    }

    private String objection(EntryKind kind, Event event) {
        switch (kind) {
            case TIME_READ:
                long read = ((TimeRead) event).ticks();
                return read < ticks ? back("guest time", read, ticks) : null;
            case OUTPUT_POINT:
            case SLICE_OUTPUT_POINT:
                long proven = ((OutputPoint) event).outputs();
                return proven < outputs ? back("the count of outputs", proven, outputs) : null;
            case FRAME_RECEIVED:
                return objection((FrameReceived) event);
            case DISK_COMPLETED:
                return objection((DiskCompleted) event);
            case ENTROPY_COMPLETED:
                EntropyCompleted entropy = (EntropyCompleted) event;
                return idAndLength("entropy", entropy.id(), entropy.data().length, LogBounds.ENTROPY_BYTES);
            case CONSOLE_INPUT:
                return objection((ConsoleInput) event);
            case SEED_READ:
                int bits = ((SeedRead) event).bits();
                return bits >>> 16 != 0 ? "a seed is " + bits + ", not in 0..65535" : null;
            case STABLE:
                return idAndLength("stable", ((Stable) event).belowId(), 0, 0);
            default:
                return null;
        }
    }

    private String objection(FrameReceived frame) {
        if (frame.number() < nextFrame || frame.number() == Long.MAX_VALUE) {
            return back("the number of frames", frame.number(), nextFrame);
        }
        return idAndLength("frame", frame.number(), frame.frame().length, LogBounds.FRAME_BYTES);
    }

    private String objection(ConsoleInput input) {
        if (input.number() < nextInputByte || input.number() > Long.MAX_VALUE - LogBounds.CONSOLE_BYTES) {
            return back("the number of console bytes", input.number(), nextInputByte);
        }
        return idAndLength("console", input.number(), input.data().length, LogBounds.CONSOLE_BYTES);
    }

    private static String objection(DiskCompleted disk) {
        if (disk.status() != DiskStatus.OK && disk.data().length != 0) {
            return "disk request " + disk.id() + " failed and has " + disk.data().length + " bytes of data";
        }
        return idAndLength("disk", disk.id(), disk.data().length, LogBounds.DISK_BYTES);
    }

    private static String idAndLength(String what, long id, int length, int limit) {
        if (id < 0) {
            return what + ": number " + id + " is negative";
        }
        return length > limit ? what + ": " + length + " bytes are over the limit of " + limit : null;
    }

    private static String back(String what, long value, long previous) {
        return what + " goes from " + previous + " to " + value;
    }

    /** Moves on over an entry that nothing objects to. */
    void follow(EntryKind kind, LogEntry entry) {
        instruction = entry.instruction();
        begun = entry.phase() == Phase.DURING;
        switch (kind) {
            case TIME_READ -> ticks = ((TimeRead) entry.event()).ticks();
            case OUTPUT_POINT, SLICE_OUTPUT_POINT -> outputs = ((OutputPoint) entry.event()).outputs();
            case FRAME_RECEIVED -> nextFrame = ((FrameReceived) entry.event()).number() + 1;
            case DISK_COMPLETED -> diskId = ((DiskCompleted) entry.event()).id();
            case ENTROPY_COMPLETED -> entropyId = ((EntropyCompleted) entry.event()).id();
            case CONSOLE_INPUT -> {
                ConsoleInput input = (ConsoleInput) entry.event();
                nextInputByte = input.number() + input.data().length;
            }
            default -> {}
        }
    }
}
