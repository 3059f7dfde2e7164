package dev.understudy.vmm.log;

/** Where a live machine's log goes: nowhere, a journal file, the channel. Called on the vCPU's thread. */
public interface LogSink {
    /**
     * Appends an entry. Never blocks and never refuses.
     *
     * @return its sequence number: 0 for the first entry of this sink, then one more each
     */
    long append(LogEntry entry);

    /** An output waits for the newest entry: send now instead of batching. */
    void flush();

    /** At the end of a slice: sends a batch whose first entry has waited for longer than {@code ageNanos}. */
    default void flushIfOlderThan(long ageNanos, long nowNanos) {}

    /** Back-pressure: the bound is reached; the vCPU ends its slice and waits until this is false again. */
    boolean isFull();
}
