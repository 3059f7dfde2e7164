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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One notification may issue many requests: all go to the disk in issue order (rule Re-issue). */
class DiskRequestOrderTest {
    private static final byte[] SECTOR = new byte[512];

    private final List<Long> handedOver = new ArrayList<>();
    private final LiveVcpu vcpu = new LiveVcpu(
            new Machine(
                    new MachineConfig(1 << 20, 0, false, new byte[6], "", 0, new byte[0]),
                    BootImage.flat(new byte[] {0x6f, 0, 0, 0}, MemoryMap.RAM_BASE)),
            new Inbox(16),
            () -> 0,
            new GuestTime(0, 0),
            target -> {},
            new Path(),
            new NoLog(),
            Pacing.PAIR);

    private final class Path implements OutputPath {
        @Override
        public void output(Output output, long provenBy) {
            handedOver.add(((Output.Disk) output).request().id());
        }

        @Override
        public void issue(DiskRequest request) {
            handedOver.add(request.id());
        }

        @Override
        public void inputsTaken(long nextFrame, long nextInputByte, long provenBy) {}

        @Override
        public boolean isFull() {
            return false;
        }
    }

    private static DiskRequest request(long id, DiskRequest.Kind kind) {
        return new DiskRequest(id, kind, 0, 512, kind == DiskRequest.Kind.WRITE ? SECTOR : new byte[0]);
    }

    @Test
    void readIssuedWithAnOlderWriteDoesNotOvertakeIt() {
        vcpu.issue(request(0, DiskRequest.Kind.READ));
        vcpu.output(new Output.Disk(0, request(1, DiskRequest.Kind.WRITE)));
        vcpu.issue(request(2, DiskRequest.Kind.READ));
        vcpu.output(new Output.Disk(1, request(3, DiskRequest.Kind.WRITE)));
        vcpu.issue(request(4, DiskRequest.Kind.FLUSH));
        vcpu.outputPoint(2, 0);
        vcpu.issue(request(5, DiskRequest.Kind.READ));
        assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L), handedOver);
    }
}
