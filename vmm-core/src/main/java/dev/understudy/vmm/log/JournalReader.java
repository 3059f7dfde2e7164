package dev.understudy.vmm.log;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.MalformedBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Reads a journal file, one block at a time. One thread. The log ends with the last whole block; {@link #damage} says what
 * was wrong after it. A block that is whole but makes no sense throws MalformedBytes: no torn write does that.
 */
public final class JournalReader implements LogSource, AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private final ArrayDeque<LogEntry> entries = new ArrayDeque<>();
    private byte[] preamble;
    private LogPosition start;
    private LogDecoder decoder;
    private long offset;
    private long horizon;
    private boolean sealed;
    private String damage;
    private boolean corrupt;

    private JournalReader(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Opens a journal. Throws MalformedBytes for what is no journal, of another version, or broken before its log. */
    public static JournalReader open(Path file) throws IOException {
        JournalReader reader = new JournalReader(file, FileChannel.open(file, StandardOpenOption.READ));
        try {
            reader.readHeader();
            reader.readAhead();
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
        return reader;
    }

    /** What {@link JournalWriter#create} was given. */
    public byte[] preamble() {
        return preamble;
    }

    /** Where the log begins. */
    public LogPosition start() {
        return start;
    }

    /** What was wrong at the end of the file, once {@link #isSealed}; empty if the recording was closed. */
    public Optional<String> damage() {
        return Optional.ofNullable(damage);
    }

    /** The damage is no mere lack of an end: bytes are not those that were written. */
    public boolean isCorrupt() {
        return corrupt;
    }

    @Override
    public LogEntry peek() {
        return entries.peek();
    }

    @Override
    public void take() {
        entries.remove();
        try {
            readAhead();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public long horizon() {
        return horizon;
    }

    @Override
    public boolean isSealed() {
        return sealed;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void readHeader() throws IOException {
        byte[] fixed = read((int) Math.min(JournalFile.FILE_HEADER_BYTES, remaining()));
        if (fixed.length < JournalFile.FILE_HEADER_BYTES
                || !Arrays.equals(fixed, 0, JournalFile.MAGIC.length, JournalFile.MAGIC, 0, JournalFile.MAGIC.length)) {
            throw new MalformedBytes(file + " is no Understudy journal");
        }
        ByteReader in = new ByteReader(fixed, JournalFile.MAGIC.length, fixed.length - JournalFile.MAGIC.length);
        int version = in.u32();
        if (version != JournalFile.VERSION) {
            throw new MalformedBytes(file + ": journal of version " + Integer.toUnsignedString(version)
                    + "; this program reads version " + JournalFile.VERSION);
        }
        byte[] position = read(length(in.u32(), JournalFile.POSITION_BYTES, "position"));
        preamble = read(length(in.u32(), remaining(), "preamble"));
        CRC32C checksum = new CRC32C();
        checksum.update(fixed);
        checksum.update(position);
        checksum.update(preamble);
        if (new ByteReader(read(length(4, remaining(), "checksum"))).u32() != (int) checksum.getValue()) {
            throw new MalformedBytes(file + ": the header is broken (its checksum differs); nothing can be replayed");
        }
        ByteReader positionIn = new ByteReader(position);
        start = LogPosition.restore(positionIn);
        positionIn.expectEnd("position of journal " + file);
        decoder = new LogDecoder(start);
    }

    private int length(int length, long limit, String what) throws IOException {
        if (length < 0 || length > limit || length > remaining()) {
            throw new MalformedBytes(file + ": length " + Integer.toUnsignedString(length) + " of the " + what
                    + " is over the limit of " + limit + ", or the file is cut off");
        }
        return length;
    }

    private void readAhead() throws IOException {
        while (entries.isEmpty() && !sealed) {
            readBlock();
        }
    }

    private void readBlock() throws IOException {
        long blockAt = offset;
        if (remaining() == 0) {
            end("it ends without an end mark: the recorder was killed, or the file cut off");
            return;
        }
        if (remaining() < JournalFile.BLOCK_HEADER_BYTES) {
            end("a block is cut off");
            return;
        }
        byte[] header = read(JournalFile.BLOCK_HEADER_BYTES);
        ByteReader in = new ByteReader(header);
        int length = in.u32();
        int count = in.u32();
        int checksum = in.u32();
        if (length < 0 || length > JournalFile.MAX_BLOCK_BYTES || length > remaining()) {
            offset = blockAt;
            end("a block of " + Integer.toUnsignedString(length) + " bytes is cut off");
            return;
        }
        byte[] bytes = read(length);
        if (JournalFile.blockChecksum(header, 0, bytes, 0, length) != checksum) {
            offset = blockAt;
            corrupt = true;
            end("the checksum of a block differs");
        } else if (length == 0 && count == 0) {
            end(remaining() == 0 ? null : "the end mark is followed by more");
        } else {
            decode(bytes, count);
        }
    }

    private void decode(byte[] bytes, int count) {
        if (count <= 0 || count > bytes.length) {
            throw new MalformedBytes(file + ": " + count + " entries in a block of " + bytes.length + " bytes");
        }
        ByteReader in = new ByteReader(bytes);
        for (int i = 0; i < count; i++) {
            LogEntry entry = decoder.decode(in);
            entries.add(entry);
            horizon = entry.horizon();
        }
        in.expectEnd("block of journal " + file);
    }

    private void end(String problem) throws IOException {
        sealed = true;
        if (problem != null) {
            damage = "journal " + file + ": " + problem + ", at byte " + offset + " of " + channel.size()
                    + "; the log ends at instruction " + decoder.position().instruction();
        }
    }

    private long remaining() throws IOException {
        return channel.size() - offset;
    }

    private byte[] read(int length) throws IOException {
        byte[] bytes = new byte[length];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            int got = channel.read(buffer, offset + buffer.position());
            if (got < 0) {
                throw new IOException(file + " became shorter while it was read");
            }
        }
        offset += length;
        return bytes;
    }
}
