package dev.understudy.vmm.vcpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.host.Inbox;
import dev.understudy.vmm.machine.BootImage;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.MachineConfig;
import dev.understudy.vmm.machine.MemoryMap;
import dev.understudy.vmm.machine.Output;
import dev.understudy.vmm.replication.GuestTime;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class IdleTest {
    private static final class Nowhere implements OutputPath {
        @Override
        public void output(Output output, long provenBy) {}

        @Override
        public void issue(DiskRequest request) {}

        @Override
        public void inputsTaken(long nextFrame, long nextInputByte, long provenBy) {}

        @Override
        public boolean isFull() {
            return false;
        }
    }

    /** lui t0, 0x2004 (mtimecmp); li t1, {@code deadline}; sd t1, 0(t0); wfi; j back to wfi. */
    private static LiveVcpu sleeper(int deadline) {
        int[] code = {0x020042b7, 0x00000313 | deadline << 20, 0x0062b023, 0x10500073, 0xffdff06f};
        ByteBuffer bytes = ByteBuffer.allocate(4 * code.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(code);
        return new LiveVcpu(
                new Machine(
                        new MachineConfig(1 << 20, 0, false, new byte[6], "", 0, new byte[0]),
                        BootImage.flat(bytes.array(), MemoryMap.RAM_BASE)),
                new Inbox(16),
                () -> 0,
                new GuestTime(0, 0),
                target -> {},
                new Nowhere(),
                new NoLog(),
                Pacing.PAIR);
    }

    @Test
    void guestThatSwitchedItsTimerOffSleepsInsteadOfSpinning() {
        LiveVcpu vcpu = sleeper(-1);
        assertEquals(Vcpu.Step.IDLE, vcpu.step());
        assertEquals(100_000_000, vcpu.idleNanos());
    }

    @Test
    void sleepEndsWhenTheTimerIsDue() {
        LiveVcpu vcpu = sleeper(1000);
        assertEquals(Vcpu.Step.IDLE, vcpu.step());
        assertEquals(1000 * GuestTime.NANOS_PER_TICK, vcpu.idleNanos());
    }
}
