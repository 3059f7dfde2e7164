package dev.understudy.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEncoder;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.LogPosition;
import dev.understudy.vmm.log.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChannelLogQueueTest {
    private ChannelLogQueue queue;
    private long horizonWhenSeen = -1;

    /** Else a replay that looks in between would see an entry and be told that it may not run through it. */
    @Test
    void entryIsWithinTheHorizonFromTheMomentThatItCanBeSeen() {
        SpscRing<LogEntry> ring = new SpscRing<>(16) {
            @Override
            boolean offer(LogEntry entry) {
                horizonWhenSeen = queue.horizon();
                return super.offer(entry);
            }
        };
        queue = new ChannelLogQueue(0, ChannelLogQueue.MIN_WINDOW, () -> {}, ring);
        queue.grant();
        LogEncoder encoder = new LogEncoder(LogPosition.START);
        long sequence = 0;
        for (LogEntry entry : List.of(
                new LogEntry(7, Phase.BEFORE, new Event.TimerDue()),
                new LogEntry(9, Phase.DURING, new Event.TimeRead(3)))) {
            ByteWriter frame = new ByteWriter(64).varint(sequence++).varint(1);
            encoder.encode(entry, frame);
            queue.accept(new ByteReader(frame.buffer(), 0, frame.size()), new Recorder());
            assertEquals(entry.horizon(), horizonWhenSeen);
            assertEquals(entry, queue.peek());
            queue.take();
        }
    }

    @Test
    void whatIsBeyondTheCreditIsNotTaken() {
        queue = new ChannelLogQueue(0, ChannelLogQueue.MIN_WINDOW, () -> {});
        queue.grant();
        int fit = ChannelLogQueue.MIN_WINDOW / EntryCost.FIXED;
        LogEncoder encoder = new LogEncoder(LogPosition.START);
        for (int sequence = 0; sequence < fit; sequence++) {
            accept(encoder, sequence);
        }
        MalformedBytes refused = assertThrows(MalformedBytes.class, () -> accept(encoder, fit));
        assertTrue(refused.getMessage().contains("beyond the credit"), refused.getMessage());
        assertEquals(fit, queue.accepted());
    }

    private void accept(LogEncoder encoder, int sequence) {
        ByteWriter frame = new ByteWriter(64).varint(sequence).varint(1);
        encoder.encode(new LogEntry(sequence, Phase.BEFORE, new Event.TimerDue()), frame);
        queue.accept(new ByteReader(frame.buffer(), 0, frame.size()), new Recorder());
    }
}
