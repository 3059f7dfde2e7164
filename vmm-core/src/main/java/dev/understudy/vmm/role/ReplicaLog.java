package dev.understudy.vmm.role;

import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.LogSink;
import dev.understudy.vmm.vcpu.NoLog;

/** A replica's one log, numbered over all its pairings; it goes to the backup of the day, or to nobody. */
final class ReplicaLog implements LogSink {
    private LogSink to = new NoLog();
    private volatile long next;

    /** On the vCPU's thread, between two slices. */
    void sendTo(LogSink sink) {
        to = sink;
    }

    /** Sequence number of the next entry. Any thread; may lag. */
    long next() {
        return next;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // only the vCPU's thread writes
    public long append(LogEntry entry) {
        long sequence = next++; // before the channel has it: its acknowledgement may come at once
        to.append(entry);
        return sequence;
    }

    @Override
    public void flush() {
        to.flush();
    }

    @Override
    public void flushIfOlderThan(long ageNanos, long nowNanos) {
        to.flushIfOlderThan(ageNanos, nowNanos);
    }

    @Override
    public boolean isFull() {
        return to.isFull();
    }
}
