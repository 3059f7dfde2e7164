package dev.understudy.vmm.device;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;

/** Goldfish real-time clock. */
public final class Rtc implements Device {

    /** {@code epochNanos}: nanoseconds since 1970 at guest time 0. */
    public Rtc(GuestClock clock, long epochNanos) {}

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
