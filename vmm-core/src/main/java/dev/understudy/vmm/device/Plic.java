package dev.understudy.vmm.device;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;

/** Platform-level interrupt controller. */
public final class Plic implements Device {

    public Plic(InterruptLine machineExternal, InterruptLine supervisorExternal) {}

    /** The wire of source {@code irq}, 1 to 96. */
    public InterruptLine source(int irq) {
        throw new UnsupportedOperationException("not built yet");
    }

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
