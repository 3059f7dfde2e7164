package dev.understudy.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.log.EntryKind;
import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEncoder;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.LogPosition;
import dev.understudy.vmm.log.Phase;
import org.junit.jupiter.api.Test;

class LogTrafficTest {
    private final LogTraffic traffic = new LogTraffic();
    private final LogEncoder encoder = new LogEncoder(LogPosition.START);

    private void encode(long instruction, Phase phase, Event event) {
        ByteWriter out = new ByteWriter(64);
        EntryKind kind = encoder.encode(new LogEntry(instruction, phase, event), out);
        traffic.add(kind, out.size());
    }

    @Test
    void whatTheEncoderMadeIsCountedByKind() {
        encode(5, Phase.BEFORE, new Event.TimerDue());
        encode(6, Phase.BEFORE, new Event.TimerDue());
        encode(6, Phase.DURING, new Event.TimeRead(3));
        assertEquals(2, traffic.entries(EntryKind.TIMER_DUE));
        assertEquals(2, traffic.bytes(EntryKind.TIMER_DUE), "a byte each: the kind and a short way");
        assertEquals(1, traffic.entries(EntryKind.TIME_READ));
        assertEquals(0, traffic.entries(EntryKind.FRAME_RECEIVED));
        assertEquals(3, traffic.entries());
        assertEquals(4, traffic.bytes());
    }
}
