package dev.understudy.vmm.vcpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.host.HostEvent;
import dev.understudy.vmm.host.Inbox;
import dev.understudy.vmm.log.DiskStatus;
import dev.understudy.vmm.machine.BootImage;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.MachineConfig;
import dev.understudy.vmm.machine.MemoryMap;
import dev.understudy.vmm.machine.Output;
import dev.understudy.vmm.replication.GuestTime;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rule Unsynced writes, while back-pressure keeps an answer of the disk from becoming an entry. */
class AnswerNotLoggedYetTest {
    private static final int RAM = (int) MemoryMap.RAM_BASE;
    private static final int TABLE = 0x100;
    private static final int RINGS = 0x1000;
    private static final int REQUEST = 0x2000;
    private static final int DATA = 0x2100;
    private static final int STATUS = 0x2400;

    private final Inbox inbox = new Inbox(16);
    private final List<Output> outputs = new ArrayList<>();
    private boolean full;
    private final LiveVcpu vcpu = new LiveVcpu(
            new Machine(
                    new MachineConfig(1 << 20, 1 << 20, false, new byte[6], "", 0, new byte[0]),
                    BootImage.flat(writer(), MemoryMap.RAM_BASE)),
            inbox,
            () -> 0,
            new GuestTime(0, 0),
            target -> {},
            new Path(),
            new NoLog(),
            Pacing.RUN);

    private final class Path implements OutputPath {
        @Override
        public void output(Output output, long provenBy) {
            outputs.add(output);
        }

        @Override
        public void issue(DiskRequest request) {}

        @Override
        public void inputsTaken(long nextFrame, long nextInputByte, long provenBy) {}

        @Override
        public boolean isFull() {
            return full;
        }
    }

    /** A guest that stores a table's values into the disk's registers, which makes it write one sector, and then spins. */
    private static byte[] writer() {
        ByteBuffer image = ByteBuffer.allocate(STATUS + 16).order(ByteOrder.LITTLE_ENDIAN);
        int[] code = {
            0x00000517, // auipc a0, 0
            0x10050513, // addi a0, a0, TABLE
            0x00053583, // next: ld a1, 0(a0)
            0x00058a63, // beqz a1, end
            0x00852603, // lw a2, 8(a0)
            0x00c5a023, // sw a2, 0(a1)
            0x01050513, // addi a0, a0, 16
            0xfedff06f, // j next
            0x0000006f, // end: j end
        };
        image.asIntBuffer().put(code);
        int[][] stores = {
            {0x70, 3},
            {0x24, 0},
            {0x20, 1 << 9},
            {0x24, 1},
            {0x20, 1},
            {0x70, 11},
            {0x30, 0},
            {0x38, 8},
            {0x80, RAM + RINGS},
            {0x90, RAM + RINGS + 0x400},
            {0xa0, RAM + RINGS + 0x800},
            {0x44, 1},
            {0x70, 15},
            {0x50, 0},
        };
        image.position(TABLE);
        for (int[] store : stores) {
            image.putLong(MemoryMap.virtio(0).base() + store[0]).putLong(store[1]);
        }
        descriptor(image, 0, REQUEST, 16, 1);
        descriptor(image, 1, DATA, 512, 1);
        descriptor(image, 2, STATUS, 1, 2);
        image.putShort(RINGS + 0x402, (short) 1);
        image.put(REQUEST, (byte) 1);
        return image.array();
    }

    private static void descriptor(ByteBuffer image, int index, int address, int length, int flags) {
        int at = RINGS + 16 * index;
        image.putLong(at, MemoryMap.RAM_BASE + address).putInt(at + 8, length);
        image.putShort(at + 12, (short) flags).putShort(at + 14, (short) (index + 1));
    }

    private List<Long> unsynced() {
        return vcpu.unsyncedWrites().stream().map(DiskRequest::id).toList();
    }

    @Test
    void answeredWriteIsAmongTheUnsyncedThoughTheVcpuIsBlocked() {
        vcpu.step();
        assertEquals(1, outputs.size());
        assertEquals(List.of(), unsynced());

        full = true;
        inbox.offer(new HostEvent.DiskAnswered(0, DiskStatus.OK, new byte[0]));
        assertEquals(Vcpu.Step.BLOCKED, vcpu.step());
        assertEquals(List.of(0L), unsynced());

        full = false;
        vcpu.step();
        assertEquals(List.of(0L), unsynced());
    }
}
