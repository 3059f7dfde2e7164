package dev.understudy.channel;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A bounded queue from one thread to one other. The slot itself says whether it is taken, so the two share no index and
 * neither waits: a release when a slot is filled or emptied, an acquire when it is looked at.
 */
class SpscRing<T> {
    private final AtomicReferenceArray<T> slots;
    private final int mask;
    private int tail; // the producer's
    private int head; // the consumer's

    /** Room for at least {@code capacity} elements. */
    SpscRing(int capacity) {
        int size = Integer.highestOneBit(Math.max(2, capacity) - 1) << 1;
        slots = new AtomicReferenceArray<>(size);
        mask = size - 1;
    }

    /** The producer adds; false if there is no room. */
    boolean offer(T element) {
        int slot = tail & mask;
        if (slots.getAcquire(slot) != null) {
            return false;
        }
        slots.setRelease(slot, element);
        tail++;
        return true;
    }

    /** The consumer looks at the oldest element; null if there is none. */
    T peek() {
        return slots.getAcquire(head & mask);
    }

    /** The consumer takes the oldest element; null if there is none. */
    T poll() {
        int slot = head & mask;
        T element = slots.getAcquire(slot);
        if (element != null) {
            slots.setRelease(slot, null);
            head++;
        }
        return element;
    }
}
