package dev.understudy.vmm.device;

/** The one 10 MHz guest clock, as loads of mtime and of the RTC see it: each call is a value consumed by the instruction. */
public interface GuestClock {
    /** Ticks of 10 MHz since the life began; never less than any value given before. */
    long readTime();
}
