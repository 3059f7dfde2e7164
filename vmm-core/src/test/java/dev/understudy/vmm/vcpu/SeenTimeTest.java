package dev.understudy.vmm.vcpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.understudy.vmm.host.Inbox;
import dev.understudy.vmm.machine.BootImage;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.MachineConfig;
import dev.understudy.vmm.machine.MemoryMap;
import dev.understudy.vmm.machine.Output;
import dev.understudy.vmm.replication.GuestTime;
import org.junit.jupiter.api.Test;

/** What heartbeats say of the guest's time. */
class SeenTimeTest {
    /** Host clocks begin anywhere. */
    private static final long ORIGIN = 700_000_000_000_000_000L;

    /** Found by the simulator: a backup was told a time that the host's clock made up, and its guest jumped there. */
    @Test
    void beforeTheFirstSliceTheGuestsTimeIsWhatItsClockShows() {
        Machine machine = new Machine(
                new MachineConfig(1 << 20, 0, false, new byte[6], "", 0, new byte[0]),
                BootImage.flat(new byte[] {0x6f, 0, 0, 0}, MemoryMap.RAM_BASE));
        LiveVcpu vcpu = new LiveVcpu(
                machine,
                new Inbox(16),
                () -> ORIGIN,
                new GuestTime(5_000, ORIGIN),
                target -> {},
                new Nowhere(),
                new NoLog(),
                Pacing.PAIR);
        assertEquals(5_000, vcpu.guestTimeAt(ORIGIN));
        assertEquals(5_010, vcpu.guestTimeAt(ORIGIN + 10 * GuestTime.NANOS_PER_TICK));
    }

    private static final class Nowhere implements OutputPath {
        @Override
        public void output(Output output, long provenBy) {}

        @Override
        public void issue(dev.understudy.vmm.device.DiskRequest request) {}

        @Override
        public void inputsTaken(long nextFrame, long nextInputByte, long provenBy) {}

        @Override
        public boolean isFull() {
            return false;
        }
    }
}
