package dev.understudy.net.cable;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The switch's end of a TAP device. A thread of its own reads, and hands frames to the event loop in batches; the loop writes
 * itself, since a write into the device never waits. What the loop does not keep up with is dropped beyond a bound, and
 * counted.
 */
public final class TapCable implements Cable {
    private static final System.Logger LOG = System.getLogger(TapCable.class.getName());

    /** Frames read that the loop has not taken yet. */
    static final int MAX_WAITING = 2048;

    private static final int BATCH = 64;

    /** How late the reader may see that it is to end. */
    private static final int LOOK_MILLIS = 100;

    private final EventLoop loop;
    private final TapDevice device;
    private final Consumer<byte[]> frames;
    private final Thread reader;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private volatile boolean closed;
    private volatile boolean gone;

    /**
     * Opens the device; call {@link #start} to read from it.
     *
     * @param bridge of the kernel, to plug the device into; null for none
     * @param frames gets what comes out of the device, on the loop
     */
    public TapCable(EventLoop loop, String name, String bridge, int maxFrameBytes, Consumer<byte[]> frames)
            throws TapFailure {
        this.loop = loop;
        this.device = TapDevice.open(name, bridge, maxFrameBytes);
        this.frames = frames;
        this.reader = new Thread(this::read, "tap-" + name);
        reader.setDaemon(true);
    }

    public void start() {
        reader.start();
    }

    @Override
    public void send(byte[] frame) {
        try {
            if (closed || gone || !device.write(frame)) {
                dropped.incrementAndGet();
            }
        } catch (IOException e) {
            dropped.incrementAndGet();
            lost(e);
        }
    }

    @Override
    public boolean isUp() {
        return !gone;
    }

    @Override
    public long dropped() {
        return dropped.get();
    }

    private void read() {
        try {
            while (!closed) {
                if (device.await(LOOK_MILLIS)) {
                    handOver(batch());
                }
            }
        } catch (IOException e) {
            lost(e);
        } catch (RejectedExecutionException e) {
            // The switch is closed.
        }
    }

    private List<byte[]> batch() throws IOException {
        List<byte[]> batch = new ArrayList<>();
        byte[] frame;
        while (batch.size() < BATCH && (frame = device.read()) != null) {
            batch.add(frame);
        }
        return batch;
    }

    private void handOver(List<byte[]> batch) {
        if (waiting.addAndGet(batch.size()) > MAX_WAITING) {
            waiting.addAndGet(-batch.size());
            dropped.addAndGet(batch.size());
            return;
        }
        loop.execute(() -> {
            waiting.addAndGet(-batch.size());
            batch.forEach(frames);
        });
    }

    private void lost(IOException cause) {
        if (!gone && !closed) {
            LOG.log(System.Logger.Level.WARNING, cause.getMessage() + "; start the switch again to have it back");
        }
        gone = true;
    }

    /** The device goes with its last frames; not from the event loop. */
    @Override
    public void close() {
        closed = true;
        try {
            if (reader.isAlive()) {
                reader.join();
            }
            loop.submit(device::close).await(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException e) {
            device.close(); // no loop, no writer
        }
    }
}
