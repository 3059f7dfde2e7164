package dev.understudy.vmm.log;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** A bounded queue from one thread to one other, without a lock. */
final class JournalRing<T> {
    private final AtomicReferenceArray<T> slots;
    private final AtomicInteger head = new AtomicInteger();
    private final AtomicInteger tail = new AtomicInteger();

    /** @param capacity a power of two */
    JournalRing(int capacity) {
        slots = new AtomicReferenceArray<>(capacity);
    }

    /** By the one thread that fills. */
    boolean offer(T element) {
        int at = tail.get();
        if (at - head.get() == slots.length()) {
            return false;
        }
        slots.set(at & (slots.length() - 1), element);
        tail.set(at + 1);
        return true;
    }

    /** By the one thread that empties; null when nothing is there. */
    T poll() {
        int at = head.get();
        if (at == tail.get()) {
            return null;
        }
        T element = slots.getAndSet(at & (slots.length() - 1), null);
        head.set(at + 1);
        return element;
    }

    /** Elements in it; to another thread a glimpse. */
    int size() {
        return tail.get() - head.get();
    }
}
