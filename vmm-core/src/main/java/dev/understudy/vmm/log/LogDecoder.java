package dev.understudy.vmm.log;

import dev.understudy.vmm.bytes.ByteReader;

/** Turns bytes into entries. One thread. */
public final class LogDecoder {
    private LogPosition position;

    public LogDecoder(LogPosition start) {
        position = start;
    }

    /** Reads one entry. Throws MalformedBytes, after which the decoder is of no more use. */
    public LogEntry decode(ByteReader in) {
        throw new UnsupportedOperationException("not yet: " + position + in);
    }

    /** Where a stream that goes on after the newest entry begins. */
    public LogPosition position() {
        return position;
    }
}
