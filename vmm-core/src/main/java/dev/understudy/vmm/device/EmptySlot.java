package dev.understudy.vmm.device;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;

/** A virtio-mmio slot without device. */
public final class EmptySlot implements Device {

    @Override
    public long load(int offset, int size) {
        throw new UnsupportedOperationException("not built yet");
    }

    @Override
    public void store(int offset, int size, long value) {
        throw new UnsupportedOperationException("not built yet");
    }

    @Override
    public void reset() {
        throw new UnsupportedOperationException("not built yet");
    }

    @Override
    public void save(ByteWriter out) {
        throw new UnsupportedOperationException("not built yet");
    }

    @Override
    public void restore(ByteReader in) {
        throw new UnsupportedOperationException("not built yet");
    }
}
