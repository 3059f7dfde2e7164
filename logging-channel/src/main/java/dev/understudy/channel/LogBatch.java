package dev.understudy.channel;

import dev.understudy.vmm.bytes.ByteWriter;

/** Entries on their way to one LOG frame. Owned by the vCPU's thread until handed over, then by the event loop. */
final class LogBatch {
    /** A batch of this many bytes is handed over. */
    static final int FULL_BYTES = 16 << 10;

    /** An entry with more data than this begins a batch, so that one with several entries stays under 64 KiB. */
    static final int LARGE_DATA_BYTES = 32 << 10;

    final ByteWriter bytes = new ByteWriter(FULL_BYTES + (4 << 10));
    long firstSequence;
    int count;
    long cost;

    boolean isEmpty() {
        return count == 0;
    }

    /** Whether it is worth keeping: the buffer of a large entry is not. */
    boolean isReusable() {
        return bytes.buffer().length <= LARGE_DATA_BYTES;
    }

    void clear() {
        bytes.clear();
        count = 0;
        cost = 0;
    }
}
