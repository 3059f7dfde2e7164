package dev.understudy.vmm.machine;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What is put into RAM before the first instruction.
 *
 * @param entry physical address of the first instruction
 * @param segments in file order
 * @param symbols names and addresses, empty for a flat image
 */
public record BootImage(long entry, List<Segment> segments, Map<String, Long> symbols) {
    /** {@code bytes} at a physical address, followed by zeroes up to {@code memorySize} bytes. */
    public record Segment(long physicalAddress, byte[] bytes, long memorySize) {}

    /** Raw bytes loaded and entered at {@code address}: firmware, a kernel's Image. */
    public static BootImage flat(byte[] bytes, long address) {
        return new BootImage(address, List.of(new Segment(address, bytes, bytes.length)), Map.of());
    }

    /** An ELF if it begins like one, else flat at {@code flatAddress}. */
    public static BootImage of(byte[] bytes, long flatAddress) {
        return ElfImage.isElf(bytes) ? ElfImage.parse(bytes) : flat(bytes, flatAddress);
    }

    public OptionalLong symbol(String name) {
        Long address = symbols.get(name);
        return address == null ? OptionalLong.empty() : OptionalLong.of(address);
    }
}
