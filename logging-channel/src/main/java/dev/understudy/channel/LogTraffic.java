package dev.understudy.channel;

import dev.understudy.vmm.log.EntryKind;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Entries and encoded bytes of a log by kind, for status and figures. One thread adds, any may read: each number is right,
 * together they may be some entries apart.
 */
public final class LogTraffic {
    private static final int KINDS = EntryKind.values().length;

    private final AtomicLongArray entries = new AtomicLongArray(KINDS);
    private final AtomicLongArray bytes = new AtomicLongArray(KINDS);

    /** An entry was encoded. */
    public void add(EntryKind kind, int encodedBytes) {
        int row = kind.ordinal();
        entries.lazySet(row, entries.getPlain(row) + 1);
        bytes.lazySet(row, bytes.getPlain(row) + encodedBytes);
    }

    public long entries(EntryKind kind) {
        return entries.get(kind.ordinal());
    }

    public long bytes(EntryKind kind) {
        return bytes.get(kind.ordinal());
    }

    /** Entries of all kinds. */
    public long entries() {
        return sum(entries);
    }

    /** Bytes of all kinds. */
    public long bytes() {
        return sum(bytes);
    }

    private static long sum(AtomicLongArray counts) {
        long sum = 0;
        for (int row = 0; row < KINDS; row++) {
            sum += counts.get(row);
        }
        return sum;
    }
}
