package dev.understudy.vmm.log;

import dev.understudy.vmm.bytes.ByteWriter;

/** Turns entries into bytes, each counted from the one before. One thread; {@link LogDecoder} draws the layout. */
public final class LogEncoder {
    private LogPosition position;

    public LogEncoder(LogPosition start) {
        position = start;
    }

    /**
     * Appends one entry. Throws IllegalArgumentException, and appends nothing, for an entry that may not follow the one
     * before or is over a bound of {@link LogBounds}.
     */
    public void encode(LogEntry entry, ByteWriter out) {
        throw new UnsupportedOperationException("not yet: " + position + entry + out);
    }

    /** Where a stream that goes on after the newest entry begins. */
    public LogPosition position() {
        return position;
    }
}
