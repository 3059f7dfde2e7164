package dev.understudy.vmm.log;

import java.io.IOException;
import java.nio.file.Path;

/** Writes a journal file from a thread of its own; {@link JournalFile} draws the layout. */
public final class JournalWriter implements LogSink, AutoCloseable {
    private JournalWriter() {}

    /**
     * Starts a journal. {@code preamble}: what the replay needs first (machine configuration, snapshot), opaque here.
     * Throws FileAlreadyExistsException rather than overwrite a recording.
     */
    public static JournalWriter create(Path file, byte[] preamble, LogPosition start) throws IOException {
        throw new UnsupportedOperationException("not yet");
    }

    @Override
    public long append(LogEntry entry) {
        throw new UnsupportedOperationException("not yet");
    }

    @Override
    public void flush() {}

    @Override
    public boolean isFull() {
        return false;
    }

    /** Writes what is left, fsyncs and closes. Throws what went wrong in the background too. */
    @Override
    public void close() throws IOException {}
}
