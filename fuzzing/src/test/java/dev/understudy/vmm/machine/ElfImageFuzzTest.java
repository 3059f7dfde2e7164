package dev.understudy.vmm.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understudy.fuzzing.Script;
import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A kernel of any bytes: a program that a machine can boot, or MalformedBytes. */
class ElfImageFuzzTest {
    private static final MachineConfig CONFIG = new MachineConfig(1 << 20, 0, false, new byte[6], "", 0, new byte[0]);

    static Stream<Arguments> programs() {
        return Script.seeds(Elf.small(), Elf.withSymbols(), "flat".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @MethodSource("programs")
    @FuzzTest
    void anyFileIsRefusedOrBootsAMachineWhoseResetImageIsItself(byte[] file) {
        try {
            BootImage image = BootImage.of(file, MemoryMap.RAM_BASE);
            BootImage inRam = image.inRam(CONFIG.memoryBytes());
            for (BootImage.Segment segment : inRam.segments()) {
                long offset = segment.physicalAddress() - MemoryMap.RAM_BASE;
                assertTrue(offset >= 0 && segment.bytes().length <= segment.memorySize());
                assertTrue(segment.memorySize() <= CONFIG.memoryBytes() - offset);
            }
            Machine machine = new Machine(CONFIG, image);
            machine.tohost();
            ByteWriter out = new ByteWriter(1024);
            BootImageCodec.encode(inRam, out);
            ByteReader in = new ByteReader(out.toByteArray());
            ByteWriter again = new ByteWriter(1024);
            BootImageCodec.encode(BootImageCodec.decode(in), again);
            assertArrayEquals(out.toByteArray(), again.toByteArray());
        } catch (MalformedBytes e) {
            assertTrue(e.getMessage().length() < 2000, "a message for people");
        }
    }

    /** Small programs, made by hand. */
    private static final class Elf {
        static byte[] small() {
            return header(1, 0, 0).raw(new byte[8]).toByteArray();
        }

        /** {@code tohost} and its table. */
        static byte[] withSymbols() {
            ByteWriter out = header(1, 136, 3)
                    .raw(new byte[8])
                    .raw("\0tohost\0".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            section(out, 0, 0, 0, 0);
            section(out, 2, 328, 48, 2);
            section(out, 3, 128, 8, 0);
            out.raw(new byte[24]);
            out.u32(1).u16(1).u16(1).u64(MemoryMap.RAM_BASE + 64).u64(8);
            return out.toByteArray();
        }

        private static ByteWriter header(int segments, long sections, int sectionCount) {
            ByteWriter out = new ByteWriter(512)
                    .raw(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0})
                    .u64(0);
            out.u16(2)
                    .u16(243)
                    .u32(1)
                    .u64(MemoryMap.RAM_BASE)
                    .u64(64)
                    .u64(sections)
                    .u32(0);
            out.u16(64).u16(56).u16(segments).u16(64).u16(sectionCount).u16(0);
            out.u32(1).u32(5).u64(120).u64(MemoryMap.RAM_BASE).u64(MemoryMap.RAM_BASE);
            return out.u64(8).u64(128).u64(4096);
        }

        private static void section(ByteWriter out, int type, long offset, long size, int link) {
            out.u32(0)
                    .u32(type)
                    .u64(0)
                    .u64(0)
                    .u64(offset)
                    .u64(size)
                    .u32(link)
                    .u32(0)
                    .u64(0)
                    .u64(24);
        }
    }
}
