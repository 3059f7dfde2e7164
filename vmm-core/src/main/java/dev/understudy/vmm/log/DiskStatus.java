package dev.understudy.vmm.log;

/** How the disk answered. A lost connection or a lost ownership is none of these: it never becomes an entry. */
public enum DiskStatus {
    OK,
    /** The device failed (EIO). */
    IO_ERROR,
    /** The device is full (ENOSPC). */
    NO_SPACE
}
