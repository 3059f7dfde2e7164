package dev.understudy.net;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A capture that is written by a thread of its own: the event loop only queues. When the file is too slow frames are left
 * out and counted. Flushed whenever nothing waits, so that a capture can be followed.
 */
final class CaptureFile implements AutoCloseable {
    static final int MAX_QUEUED = 4096;

    private record Captured(String port, long epochNanos, boolean outbound, byte[] frame) {}

    private static final Captured END = new Captured("", 0, false, new byte[0]);
    private static final System.Logger LOG = System.getLogger(CaptureFile.class.getName());

    private final BlockingQueue<Captured> queue = new ArrayBlockingQueue<>(MAX_QUEUED);
    private final AtomicLong leftOut = new AtomicLong();
    private final LongSupplier epochNanos;
    private final Path path;
    private final OutputStream out;
    private final Thread writer;
    private volatile boolean failed;

    /** Opens the file at once, replacing an older one. */
    CaptureFile(Path path, LongSupplier epochNanos) throws IOException {
        this.path = path;
        this.epochNanos = epochNanos;
        this.out = new BufferedOutputStream(Files.newOutputStream(path), 1 << 16);
        this.writer = new Thread(this::write, "switch-capture");
        writer.setDaemon(true);
        writer.start();
    }

    /** A frame passed the cable of {@code port}. Does not block; any thread. */
    void frame(String port, boolean outbound, byte[] frame) {
        if (failed || !queue.offer(new Captured(port, epochNanos.getAsLong(), outbound, frame))) {
            leftOut.incrementAndGet();
        }
    }

    long leftOut() {
        return leftOut.get();
    }

    /** Writes what is queued and closes the file. */
    @Override
    public void close() {
        try {
            // A writer that died, or hangs in the file system, must not hold up whoever closes.
            if (queue.offer(END, 2, TimeUnit.SECONDS)) {
                writer.join(2000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        try (out) {
            PcapngWriter pcapng = new PcapngWriter(out);
            Map<String, Integer> interfaces = new HashMap<>();
            while (true) {
                Captured next = queue.poll();
                if (next == null) {
                    out.flush();
                    next = queue.take();
                }
                if (next.equals(END)) {
                    return;
                }
                Integer number = interfaces.get(next.port);
                if (number == null) {
                    number = pcapng.addInterface(next.port);
                    interfaces.put(next.port, number);
                }
                pcapng.packet(number, next.epochNanos, next.outbound, next.frame);
            }
        } catch (IOException e) {
            failed = true;
            LOG.log(System.Logger.Level.WARNING, "capture to " + path + " ended: " + e.getMessage());
        } catch (InterruptedException e) {
            failed = true;
        }
    }
}
