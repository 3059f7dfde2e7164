package dev.understudy.vmm.log;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Legal logs from a seed: all kinds, gaps of every size, several entries at one instruction. */
final class RandomLog {
    private final Random random;
    private long instruction;
    private boolean begun;
    private long ticks;
    private long outputs;
    private long frames;
    private long inputBytes;

    RandomLog(long seed) {
        random = new Random(seed);
    }

    static List<LogEntry> entries(long seed, int count) {
        RandomLog log = new RandomLog(seed);
        List<LogEntry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(log.next());
        }
        return entries;
    }

    LogEntry next() {
        EntryKind[] kinds = EntryKind.values();
        EntryKind kind = kinds[random.nextInt(kinds.length)];
        instruction += (begun ? 1 : 0) + gap(40);
        begun = kind.phase() == Phase.DURING;
        return new LogEntry(instruction, kind.phase(), event(kind));
    }

    private long gap(int bits) {
        return random.nextBoolean() ? 0 : random.nextLong() >>> (64 - random.nextInt(1, bits));
    }

    private byte[] data(int limit) {
        byte[] data = new byte[random.nextInt(Math.min(limit, 300) + 1)];
        random.nextBytes(data);
        return data;
    }

    private Event event(EntryKind kind) {
        switch (kind) {
            case TIMER_DUE:
                return new TimerDue();
            case TIME_READ:
                return new TimeRead(ticks += gap(30));
            case OUTPUT_POINT, SLICE_OUTPUT_POINT:
                return new OutputPoint(outputs += gap(20), random.nextLong());
            case FRAME_RECEIVED:
                frames += 1 + gap(10);
                return new FrameReceived(frames - 1, data(LogBounds.FRAME_BYTES));
            case DISK_COMPLETED:
                DiskStatus status = DiskStatus.values()[random.nextInt(3)];
                return new DiskCompleted(gap(40), status, status == DiskStatus.OK ? data(512) : new byte[0]);
            case PROGRESS:
                return new Progress();
            case REGISTER_DIGEST:
                return new Digest(random.nextLong(), 0);
            case FULL_DIGEST:
                return new Digest(random.nextLong(), random.nextLong() | 1);
            case SEED_READ:
                return new SeedRead(random.nextInt(0x10000));
            case ENTROPY_COMPLETED:
                return new EntropyCompleted(gap(30), data(64));
            case CONSOLE_INPUT:
                byte[] typed = data(20);
                inputBytes += gap(8) + typed.length;
                return new ConsoleInput(inputBytes - typed.length, typed);
            case STABLE:
                return new Stable(gap(40));
            case OPERATOR_ACTION:
                return new OperatorAction(OperatorAction.Action.RESET);
            case GUEST_RESET:
                return new GuestReset();
            case POWER_OFF, SLICE_POWER_OFF:
                return new PowerOff(random.nextInt());
            default:
                throw new AssertionError(kind);
        }
    }

    static boolean same(LogEntry a, LogEntry b) {
        return a.instruction() == b.instruction() && a.phase() == b.phase() && Event.same(a.event(), b.event());
    }
}
