package dev.understudy.vmm.log;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.log.Event.ConsoleInput;
import dev.understudy.vmm.log.Event.Digest;
import dev.understudy.vmm.log.Event.DiskCompleted;
import dev.understudy.vmm.log.Event.EntropyCompleted;
import dev.understudy.vmm.log.Event.FrameReceived;
import dev.understudy.vmm.log.Event.GuestReset;
import dev.understudy.vmm.log.Event.OperatorAction;
import dev.understudy.vmm.log.Event.OutputPoint;
import dev.understudy.vmm.log.Event.PowerOff;
import dev.understudy.vmm.log.Event.Progress;
import dev.understudy.vmm.log.Event.SeedRead;
import dev.understudy.vmm.log.Event.Stable;
import dev.understudy.vmm.log.Event.TimeRead;
import dev.understudy.vmm.log.Event.TimerDue;

/**
 * Turns bytes into entries. One thread. Layout of an entry, numbers little-endian, {@code varint} as unsigned LEB128,
 * {@code zigzag} a signed varint, {@code block} a varint length and its bytes:
 *
 * <pre>
 *    7     4   3   2     0
 *   ┌───────┬────┬───────┐
 *   │ code  │more│  low  │  [long code: u8, if code = 15]  [rest: varint, if more]  body
 *   └───────┴────┴───────┘
 *   instruction number = that of the entry before + (rest &lt;&lt; 3 | low)
 *
 *    1 timer            -                              9 full-digest  registers u64, memory u64
 *    2 time             ticks since the last           10 seed        u16
 *    3 output           new outputs, checksum u64      11 entropy     zigzag id, block
 *    4 slice-output     the same                       12 console     bytes skipped, block
 *    5 frame            frames skipped, block          16 stable      id
 *    6 disk             zigzag id since the last,      17 operator    u8: 1 reset
 *                       varint length &lt;&lt; 2 | status,   18 reset       -
 *                       data                           19 power-off   zigzag exit code
 *    7 progress         -
 *    8 register-digest  registers u64                  status: 0 OK, 1 EIO, 2 ENOSPC
 * </pre>
 */
public final class LogDecoder {
    private final LogCursor cursor;

    public LogDecoder(LogPosition start) {
        cursor = new LogCursor(start);
    }

    /** Reads one entry. Throws MalformedBytes, after which the decoder is of no more use. */
    public LogEntry decode(ByteReader in) {
        int header = in.u8();
        int code = header >>> 4 == LogEncoder.LONG_CODE ? longCode(in) : header >>> 4;
        EntryKind kind = EntryKind.ofCode(code);
        if (kind == null) {
            throw new MalformedBytes(
                    "log entry after instruction " + cursor.instruction + ": no kind has code " + code);
        }
        long rest = (header & LogEncoder.MORE) != 0 ? in.varint() : 0;
        if (rest >>> (64 - LogEncoder.LOW_BITS) != 0) {
            throw new MalformedBytes(
                    "log entry after instruction " + cursor.instruction + ": 2^64 instructions or more");
        }
        long instruction = cursor.instruction + (rest << LogEncoder.LOW_BITS | (header & (LogEncoder.MORE - 1)));
        LogEntry entry = new LogEntry(instruction, kind.phase(), body(kind, in));
        String objection = cursor.objection(kind, entry);
        if (objection != null) {
            throw new MalformedBytes("log entry " + entry + ": " + objection);
        }
        cursor.follow(kind, entry);
        return entry;
    }

    /** Where a stream that goes on after the newest entry begins. */
    public LogPosition position() {
        return cursor.position();
    }

    private static int longCode(ByteReader in) {
        int code = in.u8();
        if (code <= LogEncoder.LONG_CODE) {
            throw new MalformedBytes("log entry: code " + code + " is a short one in a long place");
        }
        return code;
    }

    // A sum that overflows comes out below what it is counted from, and the cursor objects.
    private Event body(EntryKind kind, ByteReader in) {
        return switch (kind) {
            case TIMER_DUE -> new TimerDue();
            case PROGRESS -> new Progress();
            case GUEST_RESET -> new GuestReset();
            case TIME_READ -> new TimeRead(cursor.ticks + in.varint());
            case OUTPUT_POINT, SLICE_OUTPUT_POINT -> new OutputPoint(cursor.outputs + in.varint(), in.u64());
            case FRAME_RECEIVED ->
                new FrameReceived(
                        cursor.nextFrame + in.varint(), in.block(LogBounds.FRAME_BYTES, "log entry of a frame"));
            case DISK_COMPLETED -> diskCompleted(in);
            case REGISTER_DIGEST -> new Digest(in.u64(), 0);
            case FULL_DIGEST -> fullDigest(in);
            case SEED_READ -> new SeedRead(in.u16());
            case ENTROPY_COMPLETED ->
                new EntropyCompleted(
                        cursor.entropyId + zigzag(in), in.block(LogBounds.ENTROPY_BYTES, "log entry of entropy"));
            case CONSOLE_INPUT ->
                new ConsoleInput(
                        cursor.nextInputByte + in.varint(),
                        in.block(LogBounds.CONSOLE_BYTES, "log entry of console input"));
            case STABLE -> new Stable(in.varint());
            case OPERATOR_ACTION -> new OperatorAction(action(in.u8()));
            case POWER_OFF, SLICE_POWER_OFF -> new PowerOff(exitCode(zigzag(in)));
        };
    }

    private DiskCompleted diskCompleted(ByteReader in) {
        long id = cursor.diskId + zigzag(in);
        int lengthAndStatus = in.count(LogBounds.DISK_BYTES << 2 | 3, "log entry of a disk completion");
        DiskStatus status = status(lengthAndStatus & 3);
        return new DiskCompleted(id, status, in.raw(lengthAndStatus >>> 2));
    }

    private static Digest fullDigest(ByteReader in) {
        Digest digest = new Digest(in.u64(), in.u64());
        if (digest.memory() == 0) {
            throw new MalformedBytes("log entry of a full digest: no digest of memory is 0");
        }
        return digest;
    }

    private static int exitCode(long value) {
        if (value != (int) value) {
            throw new MalformedBytes("log entry of a power-off: exit code " + value + " has more than 32 bits");
        }
        return (int) value;
    }

    private static long zigzag(ByteReader in) {
        long value = in.varint();
        return value >>> 1 ^ -(value & 1);
    }

    private static DiskStatus status(int code) {
        return switch (code) {
            case 0 -> DiskStatus.OK;
            case 1 -> DiskStatus.IO_ERROR;
            case 2 -> DiskStatus.NO_SPACE;
            default -> throw new MalformedBytes("log entry of a disk completion: no status has code " + code);
        };
    }

    private static OperatorAction.Action action(int code) {
        if (code != 1) {
            throw new MalformedBytes("log entry of an operator: no action has code " + code);
        }
        return OperatorAction.Action.RESET;
    }
}
