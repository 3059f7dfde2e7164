package dev.understudy.vmm.log;

import dev.understudy.vmm.bytes.ByteWriter;
import java.util.ArrayList;
import java.util.List;

/** A short log with an entry of every kind: what fuzzers of logs begin with. */
public final class LogSamples {
    public static final List<LogEntry> ENTRIES = entries();

    private LogSamples() {}

    private static List<LogEntry> entries() {
        Event[] events = {
            new Event.TimerDue(),
            new Event.TimeRead(77_777),
            new Event.OutputPoint(1, 0x1122_3344_5566_7788L),
            new Event.FrameReceived(3, new byte[] {1, 2, 3, 4}),
            new Event.DiskCompleted(0, DiskStatus.OK, new byte[16]),
            new Event.DiskCompleted(1, DiskStatus.NO_SPACE, new byte[0]),
            new Event.Progress(),
            new Event.Digest(5, 0),
            new Event.Digest(5, 6),
            new Event.SeedRead(0xabcd),
            new Event.EntropyCompleted(2, new byte[] {9, 9}),
            new Event.ConsoleInput(4, new byte[] {'h', 'i'}),
            new Event.Stable(2),
            new Event.OperatorAction(Event.OperatorAction.Action.RESET),
            new Event.GuestReset(),
            new Event.OutputPoint(2, 0),
            new Event.PowerOff(-1)
        };
        List<LogEntry> entries = new ArrayList<>();
        long instruction = 0;
        for (Event event : events) {
            boolean during = event instanceof Event.TimeRead
                    || event instanceof Event.SeedRead
                    || event instanceof Event.GuestReset
                    || (event instanceof Event.OutputPoint point && point.outputs() == 1);
            instruction += 1 + instruction;
            entries.add(new LogEntry(instruction, during ? Phase.DURING : Phase.BEFORE, event));
        }
        return List.copyOf(entries);
    }

    public static byte[] encode(List<LogEntry> entries) {
        LogEncoder encoder = new LogEncoder(LogPosition.START);
        ByteWriter out = new ByteWriter(256);
        entries.forEach(entry -> encoder.encode(entry, out));
        return out.toByteArray();
    }
}
