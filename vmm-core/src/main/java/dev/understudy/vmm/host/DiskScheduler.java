package dev.understudy.vmm.host;

import dev.understudy.vmm.device.DiskRequest;
import java.util.List;

/**
 * Keeps conflicting requests apart: two that touch a common byte, one of them changing it, never run at once and keep
 * their issue order (rule Re-issue). A request held by the output gate holds up those that conflict with it. Pure; one
 * thread.
 */
public final class DiskScheduler {
    private final int bound;

    /** @param bound most requests pending at once */
    public DiskScheduler(int bound) {
        this.bound = bound;
    }

    /** No further request may be submitted now. */
    public boolean isFull() {
        return bound == 0;
    }

    /** Takes a request in issue order. {@code held}: not before {@link #release} of its id. */
    public void submit(DiskRequest request, boolean held) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The gate lets this request go. */
    public void release(long id) {}

    /** The disk answered. */
    public void completed(long id) {}

    /** The next request that may be issued now, from here on in progress; null when all others must wait. */
    public DiskRequest next() {
        return null;
    }

    /** All requests not completed, in issue order. */
    public List<DiskRequest> pending() {
        return List.of();
    }
}
