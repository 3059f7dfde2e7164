package dev.understudy.vmm.log;

import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.log.Event.ConsoleInput;
import dev.understudy.vmm.log.Event.Digest;
import dev.understudy.vmm.log.Event.DiskCompleted;
import dev.understudy.vmm.log.Event.EntropyCompleted;
import dev.understudy.vmm.log.Event.FrameReceived;
import dev.understudy.vmm.log.Event.OperatorAction;
import dev.understudy.vmm.log.Event.OutputPoint;
import dev.understudy.vmm.log.Event.PowerOff;
import dev.understudy.vmm.log.Event.SeedRead;
import dev.understudy.vmm.log.Event.Stable;
import dev.understudy.vmm.log.Event.TimeRead;

/** Turns entries into bytes, each counted from the one before. One thread. {@link LogDecoder} draws the layout. */
public final class LogEncoder {
    static final int LONG_CODE = 15;
    static final int MORE = 8;
    static final int LOW_BITS = 3;

    private final LogCursor cursor;

    public LogEncoder(LogPosition start) {
        cursor = new LogCursor(start);
    }

    /**
     * Appends one entry. Throws IllegalArgumentException, and appends nothing, for an entry that may not follow the one
     * before or is over a bound of {@link LogBounds}.
     */
    public void encode(LogEntry entry, ByteWriter out) {
        EntryKind kind = EntryKind.of(entry);
        String objection = cursor.objection(kind, entry);
        if (objection != null) {
            throw new IllegalArgumentException(objection + ": " + entry);
        }
        header(kind.code(), entry.instruction() - cursor.instruction, out);
        body(kind, entry.event(), out);
        cursor.follow(kind, entry);
    }

    /** Where a stream that goes on after the newest entry begins. */
    public LogPosition position() {
        return cursor.position();
    }

    private static void header(int code, long delta, ByteWriter out) {
        boolean isLong = code >= LONG_CODE;
        long rest = delta >>> LOW_BITS;
        int low = (int) delta & (MORE - 1);
        out.u8((isLong ? LONG_CODE : code) << 4 | (rest != 0 ? MORE : 0) | low);
        if (isLong) {
            out.u8(code);
        }
        if (rest != 0) {
            out.varint(rest);
        }
    }

    private void body(EntryKind kind, Event event, ByteWriter out) {
        switch (kind) {
            case TIMER_DUE, PROGRESS, GUEST_RESET -> {}
            case TIME_READ -> out.varint(((TimeRead) event).ticks() - cursor.ticks);
            case OUTPUT_POINT, SLICE_OUTPUT_POINT -> {
                OutputPoint point = (OutputPoint) event;
                out.varint(point.outputs() - cursor.outputs).u64(point.checksum());
            }
            case FRAME_RECEIVED -> {
                FrameReceived frame = (FrameReceived) event;
                out.varint(frame.number() - cursor.nextFrame).block(frame.frame());
            }
            case DISK_COMPLETED -> {
                DiskCompleted disk = (DiskCompleted) event;
                out.varint(zigzag(disk.id() - cursor.diskId));
                out.varint((long) disk.data().length << 2 | code(disk.status())).raw(disk.data());
            }
            case REGISTER_DIGEST -> out.u64(((Digest) event).registers());
            case FULL_DIGEST -> {
                Digest digest = (Digest) event;
                out.u64(digest.registers()).u64(digest.memory());
            }
            case SEED_READ -> out.u16(((SeedRead) event).bits());
            case ENTROPY_COMPLETED -> {
                EntropyCompleted entropy = (EntropyCompleted) event;
                out.varint(zigzag(entropy.id() - cursor.entropyId)).block(entropy.data());
            }
            case CONSOLE_INPUT -> {
                ConsoleInput input = (ConsoleInput) event;
                out.varint(input.number() - cursor.nextInputByte).block(input.data());
            }
            case STABLE -> out.varint(((Stable) event).belowId());
            case OPERATOR_ACTION -> out.u8(code(((OperatorAction) event).action()));
            case POWER_OFF, SLICE_POWER_OFF -> out.varint(zigzag(((PowerOff) event).exitCode()));
        }
    }

    static long zigzag(long value) {
        return value << 1 ^ value >> 63;
    }

    // Wire codes are written out, so that the order of an enum's constants means nothing.
    private static int code(DiskStatus status) {
        return switch (status) {
            case OK -> 0;
            case IO_ERROR -> 1;
            case NO_SPACE -> 2;
        };
    }

    private static int code(OperatorAction.Action action) {
        return switch (action) {
            case RESET -> 1;
        };
    }
}
