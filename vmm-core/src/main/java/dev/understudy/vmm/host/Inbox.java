package dev.understudy.vmm.host;

/**
 * Hand-over of host events from I/O threads to the vCPU's thread: bounded, without a lock. Events of one thread keep their
 * order.
 */
public final class Inbox {
    private final int capacity;

    /** @param capacity events, a power of two */
    public Inbox(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Any thread; never blocks; wakes the vCPU's thread if it is parked.
     *
     * @return false if there is no room. Frames have half of the room, so that floods never crowd out answers.
     */
    public boolean offer(HostEvent event) {
        throw new UnsupportedOperationException("not yet" + capacity);
    }

    /** The oldest event, or null. The vCPU's thread only. */
    public HostEvent poll() {
        return null;
    }

    /** Waits until an event is there, {@link #wake} was called, or the time is over; may also return early. vCPU's thread. */
    public void park(long nanos) {}

    /** Ends a {@link #park}, or the next one. Any thread. */
    public void wake() {}
}
