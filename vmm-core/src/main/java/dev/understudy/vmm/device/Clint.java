package dev.understudy.vmm.device;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;

/** Core-local interruptor: software interrupt, machine timer, mtime. */
public final class Clint implements Device {

    public Clint(GuestClock clock, InterruptLine software, InterruptLine timer) {}

    /** True from a write of mtimecmp to the next {@link #timerDue}. */
    public boolean timerArmed() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Guest time in 10 MHz ticks, unsigned, at which the timer becomes due; only while armed. */
    public long timerDeadline() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** The event TimerDue is applied: pends MTIP and disarms. */
    public void timerDue() {
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
