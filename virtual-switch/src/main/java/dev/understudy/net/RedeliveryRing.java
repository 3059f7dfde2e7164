package dev.understudy.net;

import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Inputs of one VM, numbered, kept until its owner has them in its log for good (rule Numbered inputs). Those in
 * {@code given} were sent to the present owner, those in {@code waiting} were not; a new owner gets again what its state
 * wants. At a bound the oldest is dropped: the gap in the numbers tells the replica.
 *
 * <p>A frame takes one number, a console chunk as many as it has bytes. Not numbered, and taking nothing, until
 * {@link #begin} says where the numbers start.
 */
final class RedeliveryRing {
    /** What a ring may hold at most. */
    record Bounds(int items, int bytes, long ageNanos) {}

    /** {@code number}: of the frame, or of the chunk's first byte; {@code next}: of what comes after. */
    record Item(long number, long next, byte[] bytes, long sinceNanos) {}

    private static final long NOT_NUMBERED = -1;

    private final Bounds bounds;
    private final ArrayDeque<Item> given = new ArrayDeque<>();
    private final ArrayDeque<Item> waiting = new ArrayDeque<>();
    private long nextNumber = NOT_NUMBERED;
    private long ownersFirst;
    private int ownersCount;
    private int bytesHeld;
    private long dropped;

    RedeliveryRing(Bounds bounds) {
        this.bounds = bounds;
    }

    boolean isNumbered() {
        return nextNumber != NOT_NUMBERED;
    }

    /** A new life: what was held belongs to the old one. */
    void reset() {
        given.clear();
        waiting.clear();
        ownersCount = 0;
        bytesHeld = 0;
        nextNumber = NOT_NUMBERED;
    }

    /**
     * An owner wants everything from {@code wanted} on. If the ring is not numbered yet, or the owner has taken more than
     * this switch ever numbered, the numbers go on from there.
     */
    void begin(long wanted) {
        nextNumber = Math.max(nextNumber, wanted);
        ownersFirst = wanted;
        ownersCount = 0;
        while (!given.isEmpty()) {
            waiting.addFirst(given.pollLast());
        }
        while (!waiting.isEmpty() && waiting.peek().next <= wanted) {
            // Handed over before, but perhaps in no log yet: only taken() forgets.
            given.add(waiting.poll());
        }
        Item first = waiting.peek();
        if (first != null && first.number < wanted) {
            split(first, wanted);
        }
    }

    /** The ring's twin without its rule: everything again. */
    void beginFromOldest(long wanted) {
        begin(wanted);
        while (!given.isEmpty()) {
            waiting.addFirst(given.pollLast());
        }
    }

    /** Takes an input in. {@code span}: how many numbers it takes. The bytes belong to the ring. */
    void add(byte[] bytes, int span, long nowNanos) {
        if (!isNumbered() || bytes.length > bounds.bytes) {
            dropped++;
            return;
        }
        waiting.add(new Item(nextNumber, nextNumber + span, bytes, nowNanos));
        nextNumber += span;
        bytesHeld += bytes.length;
        while (given.size() + waiting.size() > bounds.items || bytesHeld > bounds.bytes) {
            dropOldest();
        }
    }

    /** The next input for the present owner, or null. */
    Item give() {
        Item item = waiting.poll();
        if (item != null) {
            given.add(item);
            ownersCount++;
        }
        return item;
    }

    /** Inputs that the present owner was given and has not in its log for good yet. */
    int unconfirmed() {
        return ownersCount;
    }

    /** Inputs below {@code next} are in the log for good. */
    void taken(long next) {
        while (!given.isEmpty() && given.peek().next <= next) {
            forgetOldestGiven();
        }
    }

    void expire(long nowNanos) {
        while (held() > 0 && nowNanos - oldest().sinceNanos > bounds.ageNanos) {
            dropOldest();
        }
    }

    int held() {
        return given.size() + waiting.size();
    }

    int bytesHeld() {
        return bytesHeld;
    }

    /** Inputs that no owner was ever given. */
    long dropped() {
        return dropped;
    }

    private Item oldest() {
        return given.isEmpty() ? waiting.peek() : given.peek();
    }

    private void dropOldest() {
        if (given.isEmpty()) {
            dropped++;
            bytesHeld -= waiting.poll().bytes.length;
        } else {
            forgetOldestGiven();
        }
    }

    private void forgetOldestGiven() {
        Item item = given.poll();
        bytesHeld -= item.bytes.length;
        if (item.number >= ownersFirst) {
            ownersCount--;
        }
    }

    private void split(Item item, long at) {
        int head = (int) (at - item.number);
        waiting.poll();
        given.add(new Item(item.number, at, Arrays.copyOf(item.bytes, head), item.sinceNanos));
        byte[] tail = Arrays.copyOfRange(item.bytes, head, item.bytes.length);
        waiting.addFirst(new Item(at, item.next, tail, item.sinceNanos));
    }
}
