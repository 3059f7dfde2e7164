package dev.understudy.vmm.host;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Hand-over of host events from I/O threads to the vCPU's thread: bounded, without a lock. Events of one thread keep their
 * order. A producer takes a place by compare-and-set on {@code tail}, then fills its slot; the consumer stops at the first
 * slot that is not yet filled.
 */
public final class Inbox {
    /** Frames waiting hold at most this many bytes. */
    static final long FRAME_BYTES = 8L << 20;

    private final int capacity;
    private final AtomicReferenceArray<HostEvent> slots;
    private final AtomicLong head = new AtomicLong();
    private final AtomicLong tail = new AtomicLong();
    private final AtomicLong frameBytes = new AtomicLong();
    private final AtomicLong droppedFrames = new AtomicLong();
    private volatile Thread parked;
    private volatile boolean woken;

    /** @param capacity events, a power of two, at least 2 */
    public Inbox(int capacity) {
        if (Integer.bitCount(capacity) != 1 || capacity < 2) {
            throw new IllegalArgumentException("inbox capacity " + capacity + " is not a power of two from 2 up");
        }
        this.capacity = capacity;
        this.slots = new AtomicReferenceArray<>(capacity);
    }

    /**
     * Any thread; never blocks; wakes the vCPU's thread if it is parked.
     *
     * @return false if there is no room. Frames and typed bytes have half of the room, frames 8 MiB, so that a flood of them
     *     never crowds out answers; frames that find none are counted as dropped.
     */
    public boolean offer(HostEvent event) {
        if (event instanceof HostEvent.FrameArrived arrived) {
            long bytes = arrived.frame().length;
            if (frameBytes.addAndGet(bytes) > FRAME_BYTES || !put(event, capacity / 2)) {
                frameBytes.addAndGet(-bytes);
                droppedFrames.incrementAndGet();
                return false;
            }
        } else if (!put(event, event instanceof HostEvent.ConsoleTyped ? capacity / 2 : capacity)) {
            return false;
        }
        Thread sleeper = parked;
        if (sleeper != null) {
            LockSupport.unpark(sleeper);
        }
        return true;
    }

    private boolean put(HostEvent event, int room) {
        long at;
        do {
            at = tail.get();
            if (at - head.get() >= room) {
                return false;
            }
        } while (!tail.compareAndSet(at, at + 1));
        slots.set(slot(at), event);
        return true;
    }

    /** The oldest event, or null. The vCPU's thread only. */
    public HostEvent poll() {
        long at = head.get();
        HostEvent event = slots.get(slot(at));
        if (event != null) {
            slots.set(slot(at), null);
            head.set(at + 1);
            if (event instanceof HostEvent.FrameArrived arrived) {
                frameBytes.addAndGet(-arrived.frame().length);
            }
        }
        return event;
    }

    /** True if {@link #poll} would give null. The vCPU's thread only. */
    public boolean isEmpty() {
        return slots.get(slot(head.get())) == null;
    }

    /** Frames that found no room so far. Any thread. */
    public long droppedFrames() {
        return droppedFrames.get();
    }

    /** Waits until an event is there, {@link #wake} was called, or the time is over; may also return early. vCPU's thread. */
    public void park(long nanos) {
        parked = Thread.currentThread();
        if (isEmpty() && !woken && nanos > 0) {
            LockSupport.parkNanos(this, nanos);
        }
        parked = null;
        woken = false;
    }

    /** Waits until {@link #wake} was called or the time is over, whatever is there; may return early. vCPU's thread. */
    public void sleep(long nanos) {
        parked = Thread.currentThread();
        if (!woken) {
            LockSupport.parkNanos(this, nanos);
        }
        parked = null;
        woken = false;
    }

    /** Ends a {@link #park}, or the next one. Any thread. */
    public void wake() {
        woken = true;
        Thread sleeper = parked;
        if (sleeper != null) {
            LockSupport.unpark(sleeper);
        }
    }

    private int slot(long at) {
        return (int) at & (capacity - 1);
    }
}
