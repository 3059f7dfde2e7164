package dev.understudy.vmm.machine;

/** The board on one page: qemu's {@code virt}, as far as it is built here. */
public enum MemoryMap {
    TEST_FINISHER(0x10_0000, 0x1000, 0),
    RTC(0x10_1000, 0x1000, 11),
    CLINT(0x200_0000, 0x1_0000, 0),
    PLIC(0xc00_0000, 0x60_0000, 0),
    UART(0x1000_0000, 0x100, 10),
    VIRTIO_0(0x1000_1000, 0x1000, 1),
    VIRTIO_1(0x1000_2000, 0x1000, 2),
    VIRTIO_2(0x1000_3000, 0x1000, 3),
    VIRTIO_3(0x1000_4000, 0x1000, 4),
    VIRTIO_4(0x1000_5000, 0x1000, 5),
    VIRTIO_5(0x1000_6000, 0x1000, 6),
    VIRTIO_6(0x1000_7000, 0x1000, 7),
    VIRTIO_7(0x1000_8000, 0x1000, 8);

    /** Physical address of the first byte of RAM. */
    public static final long RAM_BASE = 0x8000_0000L;

    public static final int VIRTIO_SLOTS = 8;

    private final int base;
    private final int size;
    private final int interrupt;

    MemoryMap(int base, int size, int interrupt) {
        this.base = base;
        this.size = size;
        this.interrupt = interrupt;
    }

    /** Physical address of the first register. */
    public long base() {
        return base;
    }

    /** Bytes. */
    public int size() {
        return size;
    }

    /** Source number at the PLIC, 0 for none. */
    public int interrupt() {
        return interrupt;
    }

    /** Slot 0 to 7. */
    public static MemoryMap virtio(int slot) {
        if (slot < 0 || slot >= VIRTIO_SLOTS) {
            throw new IllegalArgumentException("virtio slot " + slot + " is not in 0.." + (VIRTIO_SLOTS - 1));
        }
        return values()[VIRTIO_0.ordinal() + slot];
    }
}
