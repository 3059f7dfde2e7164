package dev.understudy.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A sparse file as an image, under an operating-system lock for as long as it is open.
 *
 * <p>Holes: a new file is one hole; zeroing a block that is known to be zero writes nothing, so holes stay. Java cannot
 * punch holes, so TRIM frees nothing (NBD lets it be advice) and zeroing a block with data writes zeroes.
 */
final class ImageFile implements BlockImage {
    private static final ByteBuffer ZEROES = ByteBuffer.allocateDirect(1 << 20).asReadOnlyBuffer();
    /** Bytes that one request for extents may read to find out; a longer range gets a shorter answer. */
    private static final long LOOK_BUDGET = 256L << 20;

    private final FileChannel channel;
    private final long size;
    private final ZeroMap zeroMap;
    /** Writers share it; zeroing takes it alone, so that no write can begin between its zeroes and its mark. */
    private final ReadWriteLock mutation = new ReentrantReadWriteLock();

    private volatile IOException failedSync;

    private ImageFile(FileChannel channel, long size, boolean allZero) {
        this.channel = channel;
        this.size = size;
        this.zeroMap = new ZeroMap(size, allZero);
    }

    /**
     * Opens and locks an image; makes it if it is not there.
     *
     * @param wantedSize bytes; 0 takes an existing file's size
     */
    @SuppressWarnings("resource") // the channel lives as long as the image; closing it closes the file
    static ImageFile open(Path file, long wantedSize) throws IOException {
        boolean fresh = !Files.exists(file);
        if (fresh && wantedSize <= 0) {
            throw new IOException(file + ": no such image, and no size is given to make one");
        }
        FileChannel channel = new RandomAccessFile(file.toFile(), "rw").getChannel();
        try {
            lock(channel, file);
            long size = channel.size();
            if (size == 0 && wantedSize > 0) {
                extend(channel, wantedSize);
                channel.force(true);
                RecordFile.syncFolder(file.toAbsolutePath().getParent());
                return new ImageFile(channel, wantedSize, true);
            }
            if (size == 0 || (wantedSize > 0 && size != wantedSize)) {
                throw new IOException(file + " has " + size + " bytes, not the " + wantedSize + " asked for");
            }
            return new ImageFile(channel, size, false);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * One server a file. The lock is the process's: it goes when the process is gone, and all its writes with it; and it
     * would go if this process closed any other descriptor of the file, so the file is opened once.
     */
    static void lock(FileChannel channel, Path file) throws IOException {
        boolean locked;
        try {
            locked = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            locked = false;
        }
        if (!locked) {
            throw new IOException(file + " is in use by another disk server or program: stop that one first");
        }
    }

    private static void extend(FileChannel channel, long size) throws IOException {
        channel.write(ByteBuffer.allocate(1), size - 1);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(ByteBuffer into, long offset) throws IOException {
        long position = offset;
        while (into.hasRemaining()) {
            int count = channel.read(into, position);
            if (count < 0) {
                throw new IOException("the image ends at " + position + ", it had " + size + " bytes when opened");
            }
            position += count;
        }
    }

    @Override
    public void write(ByteBuffer from, long offset) throws IOException {
        mutation.readLock().lock();
        try {
            zeroMap.markData(offset, from.remaining());
            writeAll(from, offset);
        } finally {
            mutation.readLock().unlock();
        }
    }

    @Override
    public void zero(long offset, long length) throws IOException {
        long position = offset;
        long end = offset + length;
        while (position < end) {
            int block = (int) (position / ZeroMap.BLOCK);
            long blockStart = (long) block * ZeroMap.BLOCK;
            int count = (int) (Math.min(blockStart + ZeroMap.BLOCK, end) - position);
            if (!looksZero(block)) {
                zeroInBlock(block, position, count, count == blockLength(block));
            }
            position += count;
        }
    }

    private void zeroInBlock(int block, long position, int count, boolean whole) throws IOException {
        mutation.writeLock().lock();
        try {
            writeAll(ZEROES.duplicate().limit(count), position);
            if (whole) {
                zeroMap.markZero(block);
            }
        } finally {
            mutation.writeLock().unlock();
        }
    }

    private void writeAll(ByteBuffer from, long offset) throws IOException {
        long position = offset;
        while (from.hasRemaining()) {
            position += channel.write(from, position);
        }
    }

    /** A failed sync may have dropped dirty pages, and the next would not tell: after one, no flush succeeds any more. */
    @Override
    public void flush() throws IOException {
        if (failedSync != null) {
            throw new IOException("an earlier sync failed; restart the disk server", failedSync);
        }
        try {
            channel.force(false);
        } catch (IOException e) {
            failedSync = e;
            throw e;
        }
    }

    @Override
    public boolean knownZero(long offset, long length) {
        int last = (int) ((offset + length - 1) / ZeroMap.BLOCK);
        for (int block = (int) (offset / ZeroMap.BLOCK); block <= last; block++) {
            if (!zeroMap.isZero(block)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public List<Extent> extents(long offset, long length, int limit) throws IOException {
        List<Extent> extents = new ArrayList<>();
        long position = offset;
        long end = offset + length;
        long budget = LOOK_BUDGET;
        long runStart = offset;
        boolean runZero = false;
        while (position < end && budget > 0) {
            int block = (int) (position / ZeroMap.BLOCK);
            budget -= zeroMap.isZero(block) || zeroMap.isData(block) ? 0 : ZeroMap.BLOCK;
            boolean zero = looksZero(block);
            if (position > offset && zero != runZero) {
                extents.add(new Extent(position - runStart, runZero));
                if (extents.size() == limit) {
                    return extents;
                }
                runStart = position;
            }
            runZero = zero;
            position = Math.min(end, ((long) block + 1) * ZeroMap.BLOCK);
        }
        extents.add(new Extent(position - runStart, runZero));
        return extents;
    }

    private boolean looksZero(int block) throws IOException {
        if (zeroMap.beginLook(block)) {
            boolean looked = false;
            try {
                ByteBuffer bytes = ByteBuffer.allocate(blockLength(block));
                read(bytes, (long) block * ZeroMap.BLOCK);
                zeroMap.endLook(block, isZero(bytes.flip()));
                looked = true;
            } finally {
                if (!looked) {
                    zeroMap.cancelLook(block);
                }
            }
        }
        return zeroMap.isZero(block);
    }

    private int blockLength(int block) {
        return (int) Math.min(ZeroMap.BLOCK, size - (long) block * ZeroMap.BLOCK);
    }

    private static boolean isZero(ByteBuffer bytes) {
        return bytes.equals(ZEROES.duplicate().limit(bytes.remaining()));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
