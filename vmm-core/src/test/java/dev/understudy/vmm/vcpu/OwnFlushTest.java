package dev.understudy.vmm.vcpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.host.Inbox;
import dev.understudy.vmm.log.DiskStatus;
import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.LogSink;
import dev.understudy.vmm.machine.BootImage;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.MachineConfig;
import dev.understudy.vmm.machine.MemoryMap;
import dev.understudy.vmm.machine.Output;
import dev.understudy.vmm.replication.GuestTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rule Unsynced writes: at the bound the owner flushes by itself, and logs Stable. */
class OwnFlushTest {
    /** Over the bound from the start. */
    private static final Pacing NONE_KEPT = new Pacing(100, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, -1);

    private final List<Event> entries = new ArrayList<>();
    private final List<DiskRequest> flushes = new ArrayList<>();
    private final LiveVcpu vcpu = new LiveVcpu(
            new Machine(
                    new MachineConfig(1 << 20, 512, false, new byte[6], "", 0, new byte[0]),
                    BootImage.flat(new byte[] {0x6f, 0, 0, 0}, MemoryMap.RAM_BASE)),
            new Inbox(16),
            () -> 0,
            new GuestTime(0, 0),
            target -> {},
            new Path(),
            new Log(),
            NONE_KEPT);

    private final class Log implements LogSink {
        @Override
        public long append(LogEntry entry) {
            entries.add(entry.event());
            return entries.size() - 1L;
        }

        @Override
        public void flush() {}

        @Override
        public boolean isFull() {
            return false;
        }
    }

    private final class Path implements OutputPath {
        @Override
        public void output(Output output, long provenBy) {}

        @Override
        public void issue(DiskRequest request) {
            flushes.add(request);
        }

        @Override
        public void inputsTaken(long nextFrame, long nextInputByte, long provenBy) {}

        @Override
        public boolean isFull() {
            return false;
        }
    }

    @Test
    void flushThatFailedMakesNothingStableAndIsTriedAgain() {
        vcpu.step();
        assertEquals(1, flushes.size());
        vcpu.ownFlushAnswered(DiskStatus.IO_ERROR);
        vcpu.step();
        assertEquals(List.of(), entries);
        assertEquals(2, flushes.size());
    }

    @Test
    void flushThatSucceededIsLoggedAsStable() {
        vcpu.step();
        vcpu.step();
        assertEquals(List.of(), entries);
        vcpu.ownFlushAnswered(DiskStatus.OK);
        vcpu.step();
        assertEquals(List.of(new Event.Stable(0)), entries);
    }
}
