package dev.understudy.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEncoder;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.LogPosition;
import dev.understudy.vmm.log.Phase;
import dev.understudy.vmm.replication.PeerMessage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The queue between the event loop and the vCPU. */
@Timeout(120)
class ChannelLogQueueTest {
    private static final int ENTRIES = 10_000;

    /** A vCPU that saw the entry first ran, by its own lights, beyond the horizon (rule Horizon), and the backup ended. */
    @Test
    void horizonIsNeverBehindAnEntryThatCanBeSeen() throws Exception {
        ChannelLogQueue queue = new ChannelLogQueue(0, () -> {});
        AtomicLong taken = new AtomicLong();
        AtomicLong tooEarly = new AtomicLong();
        Thread vcpu = new Thread(() -> takeAll(queue, taken, tooEarly), "vcpu");
        vcpu.start();
        ByteWriter frame = new ByteWriter(32);
        LogEncoder encoder = new LogEncoder(LogPosition.START);
        for (long sequence = 0; sequence < ENTRIES; sequence++) {
            while (taken.get() < sequence) {
                Thread.onSpinWait(); // so that the vCPU looks at the very moment
            }
            queue.grant();
            frame.clear();
            frame.varint(sequence).varint(1);
            encoder.encode(new LogEntry(10 * (sequence + 1), Phase.BEFORE, new Event.Progress()), frame);
            queue.accept(new ByteReader(frame.buffer(), 0, frame.size()), new Nobody());
        }
        vcpu.join();
        assertEquals(0, tooEarly.get());
    }

    private static void takeAll(ChannelLogQueue queue, AtomicLong taken, AtomicLong tooEarly) {
        while (taken.get() < ENTRIES) {
            LogEntry entry = queue.peek();
            if (entry != null) {
                if (queue.horizon() < entry.horizon()) {
                    tooEarly.incrementAndGet();
                }
                queue.take();
                taken.incrementAndGet();
            }
        }
    }

    private static final class Nobody implements PeerListener {
        @Override
        public void message(PeerMessage message) {}

        @Override
        public void closed(String reason) {}
    }
}
