package dev.understudy.vmm.role;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.LogSink;
import dev.understudy.vmm.log.Phase;
import org.junit.jupiter.api.Test;

class ReplicaLogTest {
    private static final LogEntry ENTRY = new LogEntry(3, Phase.BEFORE, new Event.Progress());

    private final ReplicaLog log = new ReplicaLog();
    private long countedWhenHandedOn = -1;

    /** What it gets may be acknowledged before {@code append} returns. */
    private final class Channel implements LogSink {
        @Override
        public long append(LogEntry entry) {
            countedWhenHandedOn = log.next();
            return 0;
        }

        @Override
        public void flush() {}

        @Override
        public boolean isFull() {
            return false;
        }
    }

    @Test
    void entryCountsAsAppendedBeforeTheChannelHasIt() {
        assertEquals(0, log.append(ENTRY));
        log.sendTo(new Channel());
        assertEquals(1, log.append(ENTRY));
        assertEquals(2, countedWhenHandedOn);
        assertEquals(2, log.next());
    }
}
