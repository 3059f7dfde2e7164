package dev.understudy.vmm.device;

import dev.understudy.vmm.log.DiskStatus;
import java.util.Collection;
import java.util.List;

/** virtio block device. */
public final class VirtioBlock extends VirtioMmio {

    /**
     * @param capacity bytes, a multiple of 512
     * @param serial what GET_ID answers, at most 20 ASCII characters
     */
    public VirtioBlock(
            GuestMemory memory,
            InterruptLine line,
            OutputPort output,
            long capacity,
            boolean readOnly,
            String serial) {}

    /** The event DiskCompleted is applied: data, status, used ring and interrupt in one go. */
    public void completed(long id, DiskStatus status, byte[] data) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Requests issued and not completed, in issue order: what a new owner issues again. */
    public Collection<DiskRequest> pending() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Completed changes not covered by a completed flush, in completion order (rule Unsynced writes). */
    public List<DiskRequest> unsynced() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Memory that {@link #unsynced} holds: data plus 64 bytes a request. */
    public long unsyncedBytes() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** What an owner's own flush, issued now, makes durable: the {@code belowId} to log as Stable when it is answered. */
    public long flushBound() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** The event Stable is applied: completed changes with ids below are durable. */
    public void stable(long belowId) {
        throw new UnsupportedOperationException("not built yet");
    }
}
