package dev.understudy.vmm.rehearsal;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.log.LogDecoder;
import dev.understudy.vmm.log.LogEncoder;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.LogPosition;
import dev.understudy.vmm.log.LogSink;
import dev.understudy.vmm.log.LogSource;
import java.util.ArrayList;
import java.util.List;

/** A log in memory: written by a live vCPU, read by a replaying one. */
public final class EntryList implements LogSink {
    private final List<LogEntry> entries = new ArrayList<>();
    private int flushed;
    private int fullAt = Integer.MAX_VALUE;

    @Override
    public long append(LogEntry entry) {
        entries.add(entry);
        return entries.size() - 1L;
    }

    @Override
    public void flush() {
        flushed = entries.size();
    }

    /** Entries after the last flush: the backup would not have them yet. */
    public int unflushed() {
        return entries.size() - flushed;
    }

    @Override
    public boolean isFull() {
        return entries.size() >= fullAt;
    }

    /** Full once it has so many entries. */
    public void fullAt(int count) {
        fullAt = count;
    }

    /** Live: grows as the vCPU appends. */
    public List<LogEntry> entries() {
        return entries;
    }

    /** These entries through the codec and back. */
    public static List<LogEntry> overTheWire(List<LogEntry> entries) {
        LogEncoder encoder = new LogEncoder(LogPosition.START);
        ByteWriter bytes = new ByteWriter(1 << 16);
        entries.forEach(entry -> encoder.encode(entry, bytes));
        LogDecoder decoder = new LogDecoder(LogPosition.START);
        ByteReader in = new ByteReader(bytes.toByteArray());
        List<LogEntry> decoded = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            decoded.add(decoder.decode(in));
        }
        in.expectEnd("the log");
        return decoded;
    }

    /** Gives entries to a replay, as many as have been let in. Its horizon is that of the newest one let in. */
    public static class Source implements LogSource {
        private final List<LogEntry> entries;
        private int arrived;
        private int taken;
        private boolean sealed;

        /** All entries of {@code entries}, now and later, once they arrive. */
        public Source(List<LogEntry> entries) {
            this.entries = entries;
        }

        /** The first {@code count} entries are here now. */
        public Source arrive(int count) {
            arrived = count;
            return this;
        }

        public Source seal() {
            sealed = true;
            return this;
        }

        public int taken() {
            return taken;
        }

        @Override
        public LogEntry peek() {
            return taken < arrived ? entries.get(taken) : null;
        }

        @Override
        public void take() {
            taken++;
        }

        @Override
        public long horizon() {
            return arrived == 0 ? 0 : entries.get(arrived - 1).horizon();
        }

        @Override
        public boolean isSealed() {
            return sealed;
        }
    }
}
