package dev.understudy.disk;

import dev.understudy.vmm.device.DiskRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The writes that a restarted server may have lost, on their way to it again: one after another, then a FLUSH (rule
 * Unsynced writes). A connection that breaks in the middle begins with the first again.
 */
final class Rewriting {
    private static final DiskRequest SYNC = new DiskRequest(-1, DiskRequest.Kind.FLUSH, 0, 0, new byte[0]);

    private final Deque<DiskRequest> underWay = new ArrayDeque<>();
    private List<DiskRequest> unsynced = List.of();

    /** Remembers what is to be written again, in order; nothing for an empty list. */
    void wants(List<DiskRequest> writes) {
        unsynced = writes;
        underWay.clear();
    }

    boolean isWanted() {
        return !unsynced.isEmpty();
    }

    /** Starts from the first; gives the request to send. */
    DiskRequest begin() {
        underWay.clear();
        underWay.addAll(unsynced);
        underWay.add(SYNC);
        return underWay.peek();
    }

    /** The request sent was answered; gives it. */
    DiskRequest written() {
        return underWay.poll();
    }

    /** The request to send, or the one that is not answered yet; null when all is done. */
    DiskRequest next() {
        return underWay.peek();
    }
}
