package dev.understudy.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** An image whose next write, once {@link #stallNextWrite} was called, stands still until it is let go. */
final class StallingImage implements BlockImage {
    final CountDownLatch stalled = new CountDownLatch(1);
    final CountDownLatch letGo = new CountDownLatch(1);
    final CountDownLatch landed = new CountDownLatch(1);
    /** Who stands still. */
    volatile Thread stalledThread;

    private final AtomicBoolean stallNext = new AtomicBoolean();
    private final BlockImage image;

    StallingImage(BlockImage image) {
        this.image = image;
    }

    void stallNextWrite() {
        stallNext.set(true);
    }

    @Override
    public long size() {
        return image.size();
    }

    @Override
    public void read(ByteBuffer into, long offset) throws IOException {
        image.read(into, offset);
    }

    @Override
    public void write(ByteBuffer from, long offset) throws IOException {
        boolean stall = stallNext.compareAndSet(true, false);
        if (stall) {
            stalledThread = Thread.currentThread();
            stalled.countDown();
            try {
                letGo.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        image.write(from, offset);
        if (stall) {
            landed.countDown();
        }
    }

    @Override
    public void zero(long offset, long length) throws IOException {
        image.zero(offset, length);
    }

    @Override
    public void flush() throws IOException {
        image.flush();
    }

    @Override
    public boolean knownZero(long offset, long length) {
        return image.knownZero(offset, length);
    }

    @Override
    public List<Extent> extents(long offset, long length, int limit) throws IOException {
        return image.extents(offset, length, limit);
    }

    @Override
    public void close() throws IOException {
        letGo.countDown();
        image.close();
    }
}
