package dev.understudy.vmm.device;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;

/** 16550A serial port. */
public final class Uart implements Device {

    public Uart(InterruptLine line, OutputPort output) {}

    /** How many bytes may be delivered now, 0 to 16. */
    public int inputRoom() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** The event ConsoleInput is applied; at most {@link #inputRoom} bytes. */
    public void input(byte[] data) {
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
