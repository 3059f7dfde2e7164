package dev.understudy.vmm.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ElfImageTest {
    private static final int TYPE = 16;
    private static final int MACHINE = 18;
    private static final int PROGRAM_OFFSET = 32;
    private static final int SECTION_OFFSET = 40;
    private static final int SEGMENT_COUNT = 56;
    private static final int SEGMENT = 64;
    private static final int SECTIONS = 64 + 56 + 4 + 48 + 24;

    /** One segment of four bytes, symbols {@code tohost} and {@code fromhost}. */
    private static byte[] program() {
        ByteWriter out = new ByteWriter(512);
        out.u32(0x464c_457f).u8(2).u8(1).u8(1).raw(new byte[9]);
        out.u16(2).u16(243).u32(1).u64(0x8000_0000L).u64(SEGMENT).u64(SECTIONS);
        out.u32(0).u16(64).u16(56).u16(1).u16(64).u16(3).u16(0);
        out.u32(1)
                .u32(5)
                .u64(120)
                .u64(0xffff_0000L)
                .u64(0x8000_0000L)
                .u64(4)
                .u64(0x1000)
                .u64(0x1000);
        out.u32(0x0000_0073);
        out.u32(1).u16(0x11).u16(1).u64(0x8000_1000L).u64(8);
        out.u32(8).u16(0x11).u16(1).u64(0x8000_1008L).u64(8);
        out.raw(Arrays.copyOf("\0tohost\0fromhost".getBytes(StandardCharsets.US_ASCII), 24));
        section(out, 0, 0, 0, 0);
        section(out, 2, 124, 48, 2);
        section(out, 3, 172, 24, 0);
        return out.toByteArray();
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
                .u64(1)
                .u64(24);
    }

    private static byte[] with(int offset, long value, int size) {
        byte[] file = program();
        ByteBuffer view = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        switch (size) {
            case 2 -> view.putShort(offset, (short) value);
            case 4 -> view.putInt(offset, (int) value);
            default -> view.putLong(offset, value);
        }
        return file;
    }

    private static void expectRefused(byte[] file, String because) {
        MalformedBytes refused = assertThrows(MalformedBytes.class, () -> ElfImage.parse(file));
        assertTrue(refused.getMessage().contains(because), refused.getMessage());
    }

    @Test
    void segmentsAreAtTheirPhysicalAddresses() {
        BootImage image = ElfImage.parse(program());
        assertEquals(0x8000_0000L, image.entry());
        assertEquals(1, image.segments().size());
        BootImage.Segment segment = image.segments().get(0);
        assertEquals(0x8000_0000L, segment.physicalAddress());
        assertArrayEquals(new byte[] {0x73, 0, 0, 0}, segment.bytes());
        assertEquals(0x1000, segment.memorySize());
    }

    @Test
    void symbolsAreFoundByName() {
        BootImage image = ElfImage.parse(program());
        assertEquals(OptionalLong.of(0x8000_1000L), image.symbol("tohost"));
        assertEquals(OptionalLong.of(0x8000_1008L), image.symbol("fromhost"));
        assertEquals(OptionalLong.empty(), image.symbol("host"));
    }

    @Test
    void flatImageIsEnteredWhereItIsLoaded() {
        BootImage image = BootImage.of(new byte[] {1, 2, 3}, 0x8020_0000L);
        assertEquals(0x8020_0000L, image.entry());
        assertEquals(0x8020_0000L, image.segments().get(0).physicalAddress());
        assertEquals(3, image.segments().get(0).memorySize());
        assertEquals(0x8000_0000L, BootImage.of(program(), 0).entry());
    }

    @Test
    void filesForOtherMachinesAreRefusedByName() {
        expectRefused(new byte[] {1, 2, 3, 4}, "does not begin like an ELF");
        expectRefused(with(MACHINE, 62, 2), "machine 62");
        expectRefused(with(TYPE, 1, 2), "type is 1");
        expectRefused(with(4, 0x0101, 2), "64-bit");
    }

    @Test
    void offsetsOutsideTheFileAreRefused() {
        expectRefused(with(PROGRAM_OFFSET, -1, 8), "program headers");
        expectRefused(with(PROGRAM_OFFSET, Long.MAX_VALUE, 8), "program headers");
        expectRefused(with(SECTION_OFFSET, Long.MAX_VALUE - 10, 8), "section headers");
        expectRefused(with(SEGMENT + 8, program().length - 3, 8), "segment 0");
        expectRefused(with(SEGMENT + 8, Long.MAX_VALUE, 8), "segment 0");
        expectRefused(with(SECTIONS + 64 + 24, -8, 8), "symbol table");
        expectRefused(with(SECTIONS + 64 + 40, 3, 4), "symbol names are in section 3 of 3");
        expectRefused(with(SECTIONS + 128 + 32, Long.MAX_VALUE, 8), "symbol names");
        expectRefused(with(124, 24, 4), "a symbol's name is at 24 of 24");
    }

    @Test
    void sizesThatContradictAreRefused() {
        expectRefused(with(SEGMENT + 40, 3, 8), "segment 0 has 4 bytes in the file and 3 in memory");
        expectRefused(with(SEGMENT + 40, -1, 8), "segment 0");
        expectRefused(with(SEGMENT + 24, Long.MAX_VALUE, 8), "segment 0");
        expectRefused(with(SEGMENT_COUNT, 65, 2), "65 program headers");
        expectRefused(with(SEGMENT_COUNT, 0, 2), "nothing in it");
    }

    @Test
    void everyFileCutShortIsRefused() {
        byte[] file = program();
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThrows(MalformedBytes.class, () -> ElfImage.parse(cut), "first " + length + " bytes");
        }
    }

    @Test
    void damagedFilesAreReadOrRefused() {
        Random random = new Random(5);
        for (int round = 0; round < 20_000; round++) {
            byte[] file = program();
            for (int count = 1 + random.nextInt(4); count > 0; count--) {
                file[random.nextInt(file.length)] = (byte) random.nextInt(256);
            }
            try {
                BootImage image = ElfImage.parse(file);
                assertTrue(image.segments().get(0).bytes().length <= file.length);
            } catch (MalformedBytes refused) {
                assertTrue(refused.getMessage().startsWith("not a RISC-V program"), refused.getMessage());
            }
        }
    }
}
