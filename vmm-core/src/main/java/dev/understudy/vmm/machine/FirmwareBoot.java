package dev.understudy.vmm.machine;

import dev.understudy.vmm.bytes.MalformedBytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A supervisor-mode kernel under machine-mode firmware: OpenSBI's {@code fw_jump}, built for the generic platform. It is
 * entered first, moves the device tree to a fixed place, and jumps to a fixed address.
 *
 * <pre>
 *   0x80000000  firmware
 *   0x80200000  kernel
 *   0x82200000  device tree, moved here by the firmware, which adds to it
 *   …
 *   last        initrd, then the device tree as the machine makes it
 * </pre>
 */
public final class FirmwareBoot {
    /** Where fw_jump jumps to (FW_JUMP_OFFSET of its generic platform). */
    static final long KERNEL = MemoryMap.RAM_BASE + 0x20_0000;

    /** Where fw_jump moves the device tree to (FW_JUMP_FDT_OFFSET). */
    static final long MOVED_TREE = MemoryMap.RAM_BASE + 0x220_0000;

    /** The firmware adds its own reserved memory to the tree. */
    static final long MOVED_TREE_END = MOVED_TREE + 2L * DeviceTree.ROOM;

    private FirmwareBoot() {}

    /** True if {@code kernel} is a RISC-V Linux kernel, which cannot run without firmware. */
    public static boolean isNeeded(byte[] kernel) {
        return LinuxImage.isOne(kernel);
    }

    /**
     * Both in RAM, entered at the firmware.
     *
     * @param firmware ELF, or flat for the first byte of RAM
     * @param kernel ELF, a flat Linux kernel, or any flat program for {@link #KERNEL}
     * @throws MalformedBytes if they do not fit together
     */
    public static BootImage of(byte[] firmware, byte[] kernel) {
        if (LinuxImage.isOne(firmware)) {
            throw new MalformedBytes("the firmware is a Linux kernel: give it with --kernel");
        }
        BootImage first = BootImage.of(firmware, MemoryMap.RAM_BASE);
        BootImage second = LinuxImage.isOne(kernel) ? linux(kernel) : BootImage.of(kernel, KERNEL);
        if (second.entry() != KERNEL) {
            throw new MalformedBytes(
                    "the kernel is entered at " + hex(second.entry()) + ", but the firmware jumps to " + hex(KERNEL));
        }
        expectBetween("the firmware", first, MemoryMap.RAM_BASE, KERNEL);
        expectBetween("the kernel", second, KERNEL, MOVED_TREE);
        List<BootImage.Segment> both = new ArrayList<>(first.segments());
        both.addAll(second.segments());
        both.add(new BootImage.Segment(MOVED_TREE, new byte[0], MOVED_TREE_END - MOVED_TREE));
        return new BootImage(first.entry(), List.copyOf(both), second.symbols());
    }

    private static BootImage linux(byte[] kernel) {
        LinuxImage header = LinuxImage.parse(kernel);
        long address = MemoryMap.RAM_BASE + header.textOffset();
        return new BootImage(
                address, List.of(new BootImage.Segment(address, kernel, header.imageSize())), Collections.emptyMap());
    }

    private static void expectBetween(String what, BootImage image, long from, long to) {
        for (BootImage.Segment segment : image.segments()) {
            long size = segment.memorySize();
            if (segment.physicalAddress() < from || size < 0 || size > to - segment.physicalAddress()) {
                throw new MalformedBytes(what + " takes " + size + " bytes at " + hex(segment.physicalAddress())
                        + ", its room is from " + hex(from) + " to " + hex(to));
            }
        }
    }

    private static String hex(long address) {
        return "0x" + Long.toHexString(address);
    }
}
