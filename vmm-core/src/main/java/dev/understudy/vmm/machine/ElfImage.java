package dev.understudy.vmm.machine;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.MalformedBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads ELF64 little-endian RISC-V executables (System V ABI, chapters 4 and 5). The file is untrusted: every offset is
 * checked against it, sums are made without overflow, and tables are bounded.
 */
public final class ElfImage {
    private static final int HEADER_SIZE = 64;
    private static final int PROGRAM_HEADER_SIZE = 56;
    private static final int SECTION_HEADER_SIZE = 64;
    private static final int SYMBOL_SIZE = 24;

    private static final int CLASS_64 = 2;
    private static final int LITTLE_ENDIAN = 1;
    private static final int EXECUTABLE = 2;
    private static final int MACHINE_RISCV = 243;
    private static final int LOAD = 1;
    private static final int SYMBOL_TABLE = 2;

    private static final int MAX_SEGMENTS = 64;
    private static final int MAX_SECTIONS = 4096;
    private static final int MAX_SYMBOL_NAME = 1024;

    private final byte[] file;

    private ElfImage(byte[] file) {
        this.file = file;
    }

    static boolean isElf(byte[] file) {
        return file.length >= 4 && file[0] == 0x7f && file[1] == 'E' && file[2] == 'L' && file[3] == 'F';
    }

    /**
     * Segments are those to load that are not empty. Symbols are those defined and named; of one name the first counts.
     *
     * @throws MalformedBytes with what is wrong and where
     */
    public static BootImage parse(byte[] file) {
        return new ElfImage(file).parse();
    }

    private BootImage parse() {
        expectRiscvExecutable();
        ByteReader in = at(24, HEADER_SIZE - 24, "ELF header");
        long entry = in.u64();
        long programHeaders = in.u64();
        long sectionHeaders = in.u64();
        in.u32();
        in.u16();
        int programHeaderSize = in.u16();
        int segmentCount = in.u16();
        int sectionHeaderSize = in.u16();
        int sectionCount = in.u16();
        if (segmentCount > 0 && programHeaderSize != PROGRAM_HEADER_SIZE) {
            throw wrong("program headers have " + programHeaderSize + " bytes, not " + PROGRAM_HEADER_SIZE);
        }
        List<BootImage.Segment> segments = segments(programHeaders, segmentCount);
        boolean hasSections = sectionCount > 0 && sectionHeaderSize == SECTION_HEADER_SIZE;
        return new BootImage(
                entry, segments, hasSections ? symbols(sectionHeaders, sectionCount) : Collections.emptyMap());
    }

    private void expectRiscvExecutable() {
        if (!isElf(file)) {
            throw wrong("it does not begin like an ELF file");
        }
        ByteReader in = at(4, HEADER_SIZE - 4, "ELF header");
        if (in.u8() != CLASS_64 || in.u8() != LITTLE_ENDIAN) {
            throw wrong("it is not for a 64-bit little-endian machine");
        }
        in.raw(10);
        int type = in.u16();
        int machine = in.u16();
        if (machine != MACHINE_RISCV) {
            throw wrong("it is for machine " + machine + ", RISC-V is " + MACHINE_RISCV);
        }
        if (type != EXECUTABLE) {
            throw wrong("its type is " + type + ", an executable at fixed addresses is " + EXECUTABLE);
        }
    }

    private List<BootImage.Segment> segments(long offset, int count) {
        if (count > MAX_SEGMENTS) {
            throw wrong(count + " program headers, the limit is " + MAX_SEGMENTS);
        }
        ByteReader in = at(offset, (long) count * PROGRAM_HEADER_SIZE, "program headers");
        List<BootImage.Segment> segments = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            int type = in.u32();
            in.u32();
            long start = in.u64();
            in.u64();
            long physicalAddress = in.u64();
            long fileSize = in.u64();
            long memorySize = in.u64();
            in.u64();
            if (type == LOAD && memorySize != 0) {
                segments.add(segment(index, start, physicalAddress, fileSize, memorySize));
            }
        }
        if (segments.isEmpty()) {
            throw wrong("nothing in it is to be loaded");
        }
        return List.copyOf(segments);
    }

    private BootImage.Segment segment(int index, long start, long physicalAddress, long fileSize, long memorySize) {
        if (physicalAddress < 0
                || memorySize < 0
                || fileSize < 0
                || fileSize > memorySize
                || physicalAddress > Long.MAX_VALUE - memorySize) {
            throw wrong("segment " + index + " has " + fileSize + " bytes in the file and " + memorySize
                    + " in memory at 0x" + Long.toHexString(physicalAddress));
        }
        byte[] bytes = at(start, fileSize, "segment " + index).raw((int) fileSize);
        return new BootImage.Segment(physicalAddress, bytes, memorySize);
    }

    private Map<String, Long> symbols(long offset, int sectionCount) {
        if (sectionCount > MAX_SECTIONS) {
            throw wrong(sectionCount + " sections, the limit is " + MAX_SECTIONS);
        }
        at(offset, (long) sectionCount * SECTION_HEADER_SIZE, "section headers");
        for (int index = 0; index < sectionCount; index++) {
            ByteReader in = section(offset, index);
            in.u32();
            if (in.u32() == SYMBOL_TABLE) {
                in.raw(16);
                long start = in.u64();
                long size = in.u64();
                int names = in.u32();
                if (names < 0 || names >= sectionCount) {
                    throw wrong("symbol names are in section " + names + " of " + sectionCount);
                }
                ByteReader strings = section(offset, names);
                strings.raw(24);
                return symbols(start, size, strings.u64(), strings.u64());
            }
        }
        return Collections.emptyMap();
    }

    private ByteReader section(long headers, int index) {
        return at(headers + (long) index * SECTION_HEADER_SIZE, SECTION_HEADER_SIZE, "section header " + index);
    }

    private Map<String, Long> symbols(long start, long size, long namesStart, long namesSize) {
        ByteReader in = at(start, size, "symbol table");
        at(namesStart, namesSize, "symbol names");
        Map<String, Long> symbols = new TreeMap<>();
        for (long rest = size / SYMBOL_SIZE; rest > 0; rest--) {
            long name = in.u32() & 0xffff_ffffL;
            in.u16();
            int section = in.u16();
            long value = in.u64();
            in.u64();
            if (name != 0 && section != 0) {
                symbols.putIfAbsent(name(namesStart, namesSize, name), value);
            }
        }
        return Collections.unmodifiableMap(symbols);
    }

    private String name(long namesStart, long namesSize, long offset) {
        if (offset >= namesSize) {
            throw wrong("a symbol's name is at " + offset + " of " + namesSize + " bytes of names");
        }
        int begin = (int) (namesStart + offset);
        int limit = (int) Math.min(namesStart + namesSize, (long) begin + MAX_SYMBOL_NAME);
        int end = begin;
        while (end < limit && file[end] != 0) {
            end++;
        }
        return new String(file, begin, end - begin, StandardCharsets.UTF_8);
    }

    private ByteReader at(long offset, long length, String what) {
        if (offset < 0 || length < 0 || length > file.length || offset > file.length - length) {
            throw wrong(what + ": " + Long.toUnsignedString(length) + " bytes at " + Long.toUnsignedString(offset)
                    + " of a file of " + file.length);
        }
        return new ByteReader(file, (int) offset, (int) length);
    }

    private static MalformedBytes wrong(String what) {
        return new MalformedBytes("not a RISC-V program: " + what);
    }
}
