package dev.understudy.vmm.log;

/** The most bytes that one entry may carry. What is larger is split (console, disk) or dropped (frame) before. */
public final class LogBounds {
    public static final int FRAME_BYTES = 64 * 1024;
    public static final int DISK_BYTES = 1024 * 1024;
    public static final int CONSOLE_BYTES = 4 * 1024;
    public static final int ENTROPY_BYTES = 64 * 1024;
    /** No entry is longer on the wire. */
    public static final int ENTRY_BYTES = DISK_BYTES + 64;

    private LogBounds() {}
}
