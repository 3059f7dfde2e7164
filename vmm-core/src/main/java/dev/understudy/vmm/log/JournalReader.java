package dev.understudy.vmm.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a journal file, block by block. */
public final class JournalReader implements LogSource, AutoCloseable {
    private JournalReader() {}

    /** Opens a journal. Throws MalformedBytes for what is no journal, of another version, or broken before its log. */
    public static JournalReader open(Path file) throws IOException {
        throw new UnsupportedOperationException("not yet");
    }

    /** What {@link JournalWriter#create} was given. */
    public byte[] preamble() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Where the log begins. */
    public LogPosition start() {
        throw new UnsupportedOperationException("not yet");
    }

    /** What was wrong at the end of the file, once reached: the log ends with the last whole block before. */
    public Optional<String> damage() {
        return Optional.empty();
    }

    @Override
    public LogEntry peek() {
        return null;
    }

    @Override
    public void take() {}

    @Override
    public long horizon() {
        return 0;
    }

    @Override
    public boolean isSealed() {
        return true;
    }

    @Override
    public void close() throws IOException {}
}
