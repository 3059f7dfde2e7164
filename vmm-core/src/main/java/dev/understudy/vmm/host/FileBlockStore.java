package dev.understudy.vmm.host;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.log.DiskStatus;
import dev.understudy.vmm.log.LogBounds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A disk in a plain file, served by one I/O thread in issue order, for a VM that runs alone. FLUSH is an fsync. DISCARD and
 * WRITE_ZEROES write zeroes. The file is locked, so that no second process serves it.
 */
public final class FileBlockStore implements BlockStore {
    /** Most requests waiting: more than a guest's queue has descriptors. */
    static final int QUEUE = 1024;

    private static final byte[] NOTHING = new byte[0];
    private static final int ZEROES = 1 << 20;

    private final FileChannel channel;
    private final long capacity;
    private final Listener listener;
    private final ThreadPoolExecutor thread;

    private FileBlockStore(FileChannel channel, Listener listener) throws IOException {
        this.channel = channel;
        this.capacity = channel.size();
        this.listener = listener;
        this.thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), work -> {
            Thread io = new Thread(work, "disk");
            io.setDaemon(true);
            return io;
        });
    }

    /** Opens an image; its size is the capacity. Throws IOException also if another process has it open. */
    public static FileBlockStore open(Path image, Listener listener) throws IOException {
        FileChannel channel = FileChannel.open(image, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock(); // held until the channel closes
            if (lock == null) {
                throw new IOException("disk image " + image + " is in use by another process");
            }
            FileBlockStore store = new FileBlockStore(channel, listener);
            listener.reachable(true, 1);
            return store;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public long capacity() {
        return capacity;
    }

    /** Throws RejectedExecutionException over the bound of 1024 waiting requests, or after {@link #close}. */
    @Override
    public void submit(DiskRequest request) {
        thread.execute(() -> serve(request));
    }

    private void serve(DiskRequest request) {
        byte[] data = NOTHING;
        DiskStatus status = DiskStatus.OK;
        try {
            data = carryOut(request);
        } catch (IOException e) {
            status = statusOf(e);
        }
        listener.completed(request, status, data);
    }

    private byte[] carryOut(DiskRequest request) throws IOException {
        checkRange(request);
        switch (request.kind()) {
            case READ -> {
                return read(request.offset(), request.length());
            }
            case WRITE -> write(request.offset(), ByteBuffer.wrap(request.data()));
            case FLUSH -> channel.force(false);
            case DISCARD, WRITE_ZEROES -> writeZeroes(request.offset(), request.length());
        }
        return NOTHING;
    }

    private void checkRange(DiskRequest request) throws IOException {
        long offset = request.offset();
        int length = request.length();
        boolean fits = offset >= 0 && length >= 0 && offset <= capacity && length <= capacity - offset;
        boolean isWhole = request.kind() != DiskRequest.Kind.WRITE || request.data().length == length;
        boolean isBounded = request.kind() != DiskRequest.Kind.READ || length <= LogBounds.DISK_BYTES;
        if (!fits || !isWhole || !isBounded) {
            throw new IOException(request + " does not fit a disk of " + capacity + " bytes");
        }
    }

    private byte[] read(long offset, int length) throws IOException {
        byte[] data = new byte[length];
        ByteBuffer buffer = ByteBuffer.wrap(data);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) {
                throw new IOException("the image became shorter than " + capacity + " bytes");
            }
        }
        return data;
    }

    private void write(long offset, ByteBuffer data) throws IOException {
        long start = offset - data.position();
        while (data.hasRemaining()) {
            channel.write(data, start + data.position());
        }
    }

    private void writeZeroes(long offset, int length) throws IOException {
        ByteBuffer zeroes = ByteBuffer.allocate(Math.min(length, ZEROES));
        for (int done = 0; done < length; done += zeroes.limit()) {
            zeroes.clear().limit(Math.min(zeroes.capacity(), length - done));
            write(offset + done, zeroes);
        }
    }

    /** Java gives no errno, only its text (strerror). */
    static DiskStatus statusOf(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        boolean isFull = message.contains("No space left on device") || message.contains("Disk quota exceeded");
        return isFull ? DiskStatus.NO_SPACE : DiskStatus.IO_ERROR;
    }

    /** Carries out what was submitted, then closes; waits up to ten seconds. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
            channel.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            System.getLogger("understudy").log(System.Logger.Level.WARNING, "closing a disk image failed", e);
        }
    }
}
