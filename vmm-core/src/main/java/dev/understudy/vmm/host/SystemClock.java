package dev.understudy.vmm.host;

/** The host's monotonic clock. */
public final class SystemClock implements Clock {
    @Override
    public long nanoTime() {
        return System.nanoTime();
    }
}
