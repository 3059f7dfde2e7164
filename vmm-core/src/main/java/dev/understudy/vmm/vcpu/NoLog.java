package dev.understudy.vmm.vcpu;

import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.LogSink;

/** The log of a machine that nobody follows. */
public final class NoLog implements LogSink {
    @Override
    public long append(LogEntry entry) {
        return 0;
    }

    @Override
    public void flush() {}

    @Override
    public boolean isFull() {
        return false;
    }
}
