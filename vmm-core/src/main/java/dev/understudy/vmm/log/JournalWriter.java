package dev.understudy.vmm.log;

import dev.understudy.vmm.bytes.ByteWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;

/**
 * Writes a journal file from a thread of its own. The vCPU's thread only encodes: a fixed set of blocks goes round between
 * the two, without a lock. The journal's thread looks every 20 ms and is woken only for full blocks. No output waits for a
 * journal, so {@link #flush} is for recorders that get killed: it hands over what is there at next to no cost, unless half
 * of the blocks are under way already. A killed recorder so loses some 20 ms, or 64 KiB, of its log.
 */
public final class JournalWriter implements LogSink, AutoCloseable {
    private static final int BLOCKS = 8;
    private static final long LOOK_NANOS = 20_000_000;

    private static final class Block {
        ByteWriter bytes = new ByteWriter(JournalFile.BLOCK_BYTES * 2);
        int entries;

        Block() {
            clear();
        }

        void clear() {
            if (bytes.buffer().length > JournalFile.BLOCK_BYTES * 16) {
                bytes = new ByteWriter(JournalFile.BLOCK_BYTES * 2);
            }
            bytes.clear();
            bytes.u64(0).u32(0);
            entries = 0;
        }

        int length() {
            return bytes.size() - JournalFile.BLOCK_HEADER_BYTES;
        }
    }

    private final JournalRing<Block> filled = new JournalRing<>(BLOCKS);
    private final JournalRing<Block> empty = new JournalRing<>(BLOCKS);
    private final Path file;
    private final FileChannel channel;
    private final LogEncoder encoder;
    private final Thread thread = new Thread(this::writeAll, "journal");
    private Block open = new Block();
    private long sequence;
    private boolean closed;
    private volatile Block last;
    private volatile IOException failure;

    private JournalWriter(Path file, FileChannel channel, LogPosition start) {
        this.file = file;
        this.channel = channel;
        this.encoder = new LogEncoder(start);
        for (int i = 1; i < BLOCKS; i++) {
            empty.offer(new Block());
        }
    }

    /**
     * Starts a journal. {@code preamble}: what the replay needs first (machine configuration, snapshot), opaque here.
     * Throws FileAlreadyExistsException rather than overwrite a recording.
     */
    public static JournalWriter create(Path file, byte[] preamble, LogPosition start) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            writeHeader(channel, preamble, start);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        JournalWriter writer = new JournalWriter(file, channel, start);
        writer.thread.setDaemon(true);
        writer.thread.start();
        return writer;
    }

    private static void writeHeader(FileChannel channel, byte[] preamble, LogPosition start) throws IOException {
        ByteWriter position = new ByteWriter(JournalFile.POSITION_BYTES);
        start.save(position);
        ByteWriter header = new ByteWriter(256);
        header.raw(JournalFile.MAGIC)
                .u32(JournalFile.VERSION)
                .u32(position.size())
                .u32(preamble.length);
        header.raw(position.buffer(), 0, position.size());
        CRC32C checksum = new CRC32C();
        checksum.update(header.buffer(), 0, header.size());
        checksum.update(preamble);
        writeFully(channel, header.buffer(), header.size());
        writeFully(channel, preamble, preamble.length);
        writeFully(channel, new ByteWriter(4).u32((int) checksum.getValue()).buffer(), 4);
    }

    @Override
    public long append(LogEntry entry) {
        encoder.encode(entry, open.bytes);
        open.entries++;
        if (open.length() >= JournalFile.BLOCK_BYTES && !handOver() && open.length() > JournalFile.MAX_BLOCK_BYTES) {
            throw new IllegalStateException("journal " + file + ": over " + JournalFile.MAX_BLOCK_BYTES
                    + " bytes wait at instruction " + entry.instruction() + "; isFull() was not heeded");
        }
        return sequence++;
    }

    @Override
    public void flush() {
        if (open.entries > 0 && empty.size() > BLOCKS / 2) {
            exchange();
        }
    }

    /** Throws UncheckedIOException when the file could not be written: a recording with a hole is none. */
    @Override
    public boolean isFull() {
        IOException broken = failure;
        if (broken != null) {
            throw new UncheckedIOException("journal " + file + ": " + broken.getMessage(), broken);
        }
        return open.length() >= JournalFile.BLOCK_BYTES && !handOver();
    }

    private boolean handOver() {
        boolean exchanged = exchange();
        LockSupport.unpark(thread);
        return exchanged;
    }

    private boolean exchange() {
        Block next = empty.poll();
        if (next == null) {
            return false;
        }
        filled.offer(open); // cannot be full: the ring has a slot for every block
        open = next;
        return true;
    }

    /** Writes what is left, fsyncs and closes. Throws what went wrong in the background too. */
    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            last = open;
            LockSupport.unpark(thread);
            join();
            channel.close();
        }
        if (failure != null) {
            throw new IOException("journal " + file + " is incomplete: " + failure.getMessage(), failure);
        }
    }

    private void join() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- the journal's thread -------------------------------------------------------------------------------------

    private void writeAll() {
        try {
            while (last == null) {
                writeFilled();
                LockSupport.parkNanos(this, LOOK_NANOS);
            }
            writeFilled();
            if (last.entries > 0) {
                write(last);
            }
            write(new Block());
            channel.force(true);
        } catch (IOException e) {
            failure = e;
        }
    }

    private void writeFilled() throws IOException {
        for (Block block = filled.poll(); block != null; block = filled.poll()) {
            write(block);
            block.clear();
            empty.offer(block);
        }
    }

    private void write(Block block) throws IOException {
        byte[] bytes = block.bytes.buffer();
        int length = block.length();
        ByteBuffer header = ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        header.putInt(0, length).putInt(4, block.entries);
        header.putInt(8, JournalFile.blockChecksum(bytes, 0, bytes, JournalFile.BLOCK_HEADER_BYTES, length));
        writeFully(channel, bytes, block.bytes.size());
    }

    private static void writeFully(FileChannel channel, byte[] bytes, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
