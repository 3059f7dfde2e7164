package dev.understudy.vmm.device;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;

/** virtio 1.2 over MMIO, version 2: what all virtio devices here have in common. */
public abstract sealed class VirtioMmio implements Device permits VirtioBlock, VirtioNet, VirtioEntropy {

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
