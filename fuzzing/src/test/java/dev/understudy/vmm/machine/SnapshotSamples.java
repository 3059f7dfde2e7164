package dev.understudy.vmm.machine;

import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.device.DiskRequest;
import java.util.List;
import java.util.Map;

/** A machine with requests pending at its disk and its source of entropy, and outputs on their way. */
final class SnapshotSamples {
    private static final long RAM = MemoryMap.RAM_BASE;
    private static final int FINISHED = 200;

    private SnapshotSamples() {}

    /** Its snapshot. */
    static byte[] busy() {
        MachineConfig config = new MachineConfig(
                1 << 20, 1 << 20, true, MachineConfig.parseMac("52:54:00:12:34:56"), "quiet", 7, new byte[4]);
        BootImage image = new BootImage(
                RAM,
                List.of(segment(0, program()), segment(0x1000, rings()), segment(0x2000, available())),
                Map.of("tohost", RAM + 0x8000));
        Machine machine = new Machine(config, image);
        machine.connect(new Port(new StringBuilder()));
        machine.run(FINISHED);
        DiskRequest write = new DiskRequest(0, DiskRequest.Kind.WRITE, 512, 512, new byte[512]);
        return MachineSnapshot.capture(machine)
                .seal(List.of(
                        new Output.Frame(0, 0, new byte[60]),
                        new Output.Console(1, 0, new byte[] {'a'}),
                        new Output.Disk(2, write),
                        new Output.PowerOff(3, 1)));
    }

    private static BootImage.Segment segment(int offset, byte[] bytes) {
        return new BootImage.Segment(RAM + offset, bytes, bytes.length);
    }

    /** Sets both devices up over the same rings and asks each for something, then counts for ever. */
    private static byte[] program() {
        ByteWriter out = new ByteWriter(1024);
        for (long device :
                new long[] {MemoryMap.virtio(0).base(), MemoryMap.virtio(2).base()}) {
            int[][] pokes = {
                {0x70, 0},
                {0x70, 3},
                {0x24, 1},
                {0x20, 1},
                {0x70, 11},
                {0x30, 0},
                {0x38, 8},
                {0x80, 0x8000_1000},
                {0x90, 0x8000_2000},
                {0xa0, 0x8000_3000},
                {0x44, 1},
                {0x70, 15},
                {0x50, 0}
            };
            for (int[] poke : pokes) {
                loadImmediate(out, 10, (int) device + poke[0]);
                loadImmediate(out, 11, poke[1]);
                out.u32(0x00b5_2023); // sw x11, 0(x10)
            }
        }
        out.u32(0x0012_8293).u32(0xffdf_f06f); // loop: addi x5, x5, 1; j loop
        return out.toByteArray();
    }

    private static void loadImmediate(ByteWriter out, int register, int value) {
        int low = value << 20 >> 20;
        out.u32((value - low) | register << 7 | 0x37); // lui
        out.u32(low << 20 | register << 15 | register << 7 | 0x1b); // addiw
    }

    private static byte[] rings() {
        ByteWriter out = new ByteWriter(64);
        out.u64(RAM + 0x4000).u32(16).u16(1).u16(1);
        out.u64(RAM + 0x5000).u32(512).u16(3).u16(2);
        out.u64(RAM + 0x6000).u32(1).u16(2).u16(0);
        return out.u64(RAM + 0x7000).u32(32).u16(2).u16(0).toByteArray();
    }

    /** Descriptor 0 is a read of the disk, and wrong for the entropy device, which gets as far as that. */
    private static byte[] available() {
        return new ByteWriter(32).u16(0).u16(1).u16(0).toByteArray();
    }

    /** Gives a fixed world and writes down what the machine says. */
    static final class Port implements MachinePort {
        private final StringBuilder seen;
        private long time;

        Port(StringBuilder seen) {
            this.seen = seen;
        }

        @Override
        public void output(Output output) {
            ByteWriter out = new ByteWriter(64);
            output.encode(out);
            seen.append(java.util.Arrays.hashCode(out.toByteArray()));
        }

        @Override
        public void outputPoint(long outputs, long checksum) {
            seen.append(checksum);
        }

        @Override
        public void issue(DiskRequest request) {
            seen.append(request);
        }

        @Override
        public void entropy(long id, int length) {
            seen.append(id).append(length);
        }

        @Override
        public void guestReset() {
            seen.append("reset");
        }

        @Override
        public void poweredOff(int exitCode) {
            seen.append("off").append(exitCode);
        }

        @Override
        public long readTime() {
            return time++;
        }

        @Override
        public int readSeed() {
            return 0x5555;
        }
    }
}
