package dev.understudy.vmm.machine;

import dev.understudy.vmm.bytes.MalformedBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What is put into RAM before the first instruction.
 *
 * @param entry physical address of the first instruction
 * @param segments in file order
 * @param symbols names and addresses, empty for a flat image
 * @param initrd where the kernel finds its first file system
 */
public record BootImage(long entry, List<Segment> segments, Map<String, Long> symbols, Initrd initrd) {
    private static final long PAGE = 4096;

    /** Without an initrd. */
    public BootImage(long entry, List<Segment> segments, Map<String, Long> symbols) {
        this(entry, segments, symbols, Initrd.NONE);
    }

    /**
     * A range of physical addresses for the device tree; its content is one of the segments.
     *
     * @param start of the first byte
     * @param end behind the last byte; equal to the start if there is none
     */
    public record Initrd(long start, long end) {
        static final Initrd NONE = new Initrd(0, 0);
    }

    /** {@code bytes} at a physical address, followed by zeroes up to {@code memorySize} bytes. */
    public record Segment(long physicalAddress, byte[] bytes, long memorySize) {
        private long end() {
            return physicalAddress + memorySize;
        }

        private Segment without(long first) {
            int from = (int) Math.min(first, bytes.length);
            byte[] rest = from == 0 ? bytes : Arrays.copyOfRange(bytes, from, bytes.length);
            return new Segment(physicalAddress + first, rest, memorySize - first);
        }
    }

    /** Raw bytes loaded and entered at {@code address}: firmware, a kernel's Image. */
    public static BootImage flat(byte[] bytes, long address) {
        return new BootImage(address, List.of(new Segment(address, bytes, bytes.length)), Collections.emptyMap());
    }

    /** An ELF if it begins like one, else flat at {@code flatAddress}. Throws {@link MalformedBytes} for what is neither. */
    public static BootImage of(byte[] bytes, long flatAddress) {
        if (ElfImage.isElf(bytes)) {
            return ElfImage.parse(bytes);
        }
        FileMagic.expectCode(bytes);
        return flat(bytes, flatAddress);
    }

    /**
     * The same with an initrd at the end of RAM, out of the way of everything else.
     *
     * @param memoryBytes RAM of the machine
     * @throws MalformedBytes if there is no room for it
     */
    public BootImage withInitrd(byte[] bytes, long memoryBytes) {
        long ramEnd = MemoryMap.RAM_BASE + memoryBytes - DeviceTree.ROOM;
        long start = (ramEnd - bytes.length) & -PAGE;
        long lowest = inRam(memoryBytes - DeviceTree.ROOM).segments.stream()
                .mapToLong(Segment::end)
                .max()
                .orElse(MemoryMap.RAM_BASE);
        if (start < lowest) {
            throw new MalformedBytes("the initrd of " + bytes.length + " bytes does not fit into RAM: "
                    + Math.max(0, ramEnd - lowest) + " bytes are left of " + memoryBytes);
        }
        List<Segment> all = new ArrayList<>(segments);
        all.add(new Segment(start, bytes, bytes.length));
        return new BootImage(entry, List.copyOf(all), symbols, new Initrd(start, start + bytes.length));
    }

    /**
     * The image as it goes into RAM. What lies below RAM is left out: linkers put a file's headers there, in front of a
     * program at the first byte of RAM.
     *
     * @param ramSize bytes from {@link MemoryMap#RAM_BASE} on
     * @throws MalformedBytes if the program does not fit
     */
    public BootImage inRam(long ramSize) {
        if (entry < MemoryMap.RAM_BASE || entry - MemoryMap.RAM_BASE >= ramSize) {
            throw outside("its entry", entry, 1, ramSize);
        }
        long tohost = BootImageCodec.tohost(this);
        if (tohost != 0 && (tohost < MemoryMap.RAM_BASE || tohost - MemoryMap.RAM_BASE > ramSize - Long.BYTES)) {
            throw outside("its word tohost", tohost, Long.BYTES, ramSize);
        }
        List<Segment> inside = new ArrayList<>();
        for (Segment segment : segments) {
            long below = Math.max(0, MemoryMap.RAM_BASE - segment.physicalAddress);
            if (below < segment.memorySize) {
                Segment rest = segment.without(below);
                if (rest.memorySize > ramSize - (rest.physicalAddress - MemoryMap.RAM_BASE)) {
                    throw outside("a segment", rest.physicalAddress, rest.memorySize, ramSize);
                }
                inside.add(rest);
            }
        }
        return new BootImage(entry, List.copyOf(inside), symbols, initrd);
    }

    private static MalformedBytes outside(String what, long address, long size, long ramSize) {
        return new MalformedBytes("the program does not fit into RAM: " + what + " of " + size + " bytes at 0x"
                + Long.toHexString(address) + ", RAM is " + ramSize + " bytes at 0x"
                + Long.toHexString(MemoryMap.RAM_BASE));
    }

    public OptionalLong symbol(String name) {
        Long address = symbols.get(name);
        return address == null ? OptionalLong.empty() : OptionalLong.of(address);
    }
}
