package dev.understudy.vmm.device;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Rule Unsynced writes: the completed changes that a restart of the disk server could still lose. A flush covers what was
 * completed when it was issued, and nothing that completed while it ran; so completions are counted, and a flush remembers
 * the count.
 */
final class UnsyncedWrites {
    /** What a request costs beside its data. */
    private static final long OVERHEAD = 64;

    private static final int MAX_COUNT = 1 << 24;

    private final ArrayDeque<Completed> completed = new ArrayDeque<>();
    private long completions;
    private long bytes;

    /** {@code number}: how many changes had completed before. */
    private record Completed(long number, DiskRequest request) {
        long bytes() {
            return OVERHEAD + request.data().length;
        }
    }

    void add(DiskRequest request) {
        add(new Completed(completions++, request));
    }

    private void add(Completed change) {
        completed.addLast(change);
        bytes += change.bytes();
    }

    /** What a flush issued now covers, for {@link #flushed}. */
    long mark() {
        return completions;
    }

    /** A flush is answered that was issued at {@code mark}. */
    void flushed(long mark) {
        while (!completed.isEmpty() && completed.getFirst().number < mark) {
            bytes -= completed.removeFirst().bytes();
        }
    }

    /** Everything completed of requests below {@code belowId} is durable. */
    void stable(long belowId) {
        completed.removeIf(change -> change.request.id() < belowId);
        bytes = completed.stream().mapToLong(Completed::bytes).sum();
    }

    /** In completion order; requests that touch common bytes never run at once, so theirs is issue order too. */
    List<DiskRequest> list() {
        List<DiskRequest> requests = new ArrayList<>(completed.size());
        completed.forEach(change -> requests.add(change.request));
        return requests;
    }

    /** The same, but for what a flush issued at {@code mark} covers. */
    List<DiskRequest> listAfter(long mark) {
        return completed.stream()
                .filter(change -> change.number >= mark)
                .map(Completed::request)
                .toList();
    }

    long bytes() {
        return bytes;
    }

    void save(ByteWriter out, boolean withData) {
        out.u64(completions).varint(completed.size());
        for (Completed change : completed) {
            out.u64(change.number);
            change.request.save(out, withData);
        }
    }

    void restore(ByteReader in) {
        completed.clear();
        bytes = 0;
        completions = in.u64();
        for (int rest = in.count(MAX_COUNT, "unsynced writes"); rest > 0; rest--) {
            add(new Completed(in.u64(), DiskRequest.restore(in)));
        }
    }
}
