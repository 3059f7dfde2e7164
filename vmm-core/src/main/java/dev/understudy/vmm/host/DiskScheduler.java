package dev.understudy.vmm.host;

import dev.understudy.vmm.device.DiskRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps conflicting requests apart: two that touch a common byte, one of them changing it, never run at once and keep
 * their issue order (rule Re-issue). A request held by the output gate holds up those that conflict with it. Pure; one
 * thread.
 */
public final class DiskScheduler {
    private enum State {
        HELD,
        WAITING,
        RUNNING
    }

    private static final class Pending {
        final DiskRequest request;
        State state;

        Pending(DiskRequest request, State state) {
            this.request = request;
            this.state = state;
        }
    }

    private final int bound;
    private final List<Pending> pending = new ArrayList<>();

    /** @param bound most requests pending at once; each look for the next one compares them in pairs */
    public DiskScheduler(int bound) {
        this.bound = bound;
    }

    /** No further request may be submitted now. */
    public boolean isFull() {
        return pending.size() >= bound;
    }

    /** Takes a request, ids in issue order. {@code held}: not before {@link #release} of its id. */
    public void submit(DiskRequest request, boolean held) {
        if (isFull()) {
            throw new IllegalStateException(request + ": " + bound + " disk requests are pending, the limit");
        }
        if (!pending.isEmpty()
                && request.id() <= pending.get(pending.size() - 1).request.id()) {
            throw new IllegalArgumentException(
                    request + " is out of issue order, after " + pending.get(pending.size() - 1).request);
        }
        pending.add(new Pending(request, held ? State.HELD : State.WAITING));
    }

    /** The gate lets this request go. Nothing happens if it is not held. */
    public void release(long id) {
        for (Pending one : pending) {
            if (one.request.id() == id && one.state == State.HELD) {
                one.state = State.WAITING;
            }
        }
    }

    /** The disk answered, or the log says so. Throws IllegalArgumentException for an id that is not pending. */
    public void completed(long id) {
        if (!pending.removeIf(one -> one.request.id() == id)) {
            throw new IllegalArgumentException("disk request " + id + " completed, but is not pending");
        }
    }

    /** The next request that may be issued now, from here on in progress; null when all others must wait. */
    public DiskRequest next() {
        for (int i = 0; i < pending.size(); i++) {
            Pending one = pending.get(i);
            if (one.state == State.WAITING && !conflictsWithOlder(i)) {
                one.state = State.RUNNING;
                return one.request;
            }
        }
        return null;
    }

    private boolean conflictsWithOlder(int index) {
        DiskRequest request = pending.get(index).request;
        for (int i = 0; i < index; i++) {
            if (pending.get(i).request.conflictsWith(request)) {
                return true;
            }
        }
        return false;
    }

    /** All requests not completed, in issue order: what a snapshot holds and a new owner issues again. */
    public List<DiskRequest> pending() {
        return pending.stream().map(one -> one.request).toList();
    }
}
