package dev.understudy.vmm.host;

/** Monotonic host time. */
public interface Clock {
    /** Nanoseconds from an arbitrary origin, never going back. */
    long nanoTime();
}
