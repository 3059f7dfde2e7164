package dev.understudy.vmm.device;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;

/** A virtio-mmio slot with nothing in it: device id 0, which tells drivers to pass on (virtio 1.2, 4.2.2). */
public final class EmptySlot implements Device {
    @Override
    public long load(int offset, int size) {
        if (size != 4) {
            return 0;
        }
        return switch (offset) {
            case VirtioMmio.MAGIC_VALUE -> VirtioMmio.MAGIC;
            case VirtioMmio.VERSION -> 2;
            default -> 0;
        };
    }

    @Override
    public void store(int offset, int size, long value) {}

    @Override
    public void reset() {}

    @Override
    public void save(ByteWriter out) {}

    @Override
    public void restore(ByteReader in) {}
}
