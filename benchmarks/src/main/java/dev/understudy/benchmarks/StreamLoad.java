package dev.understudy.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;

/**
 * A client of {@code guests/stream} that goes as fast as a window lets it, and counts the full datagrams that got through. What
 * is lost on the way is forgotten once nothing came for a while: it opens the window again and does not count. One thread.
 */
final class StreamLoad implements AutoCloseable {
    /** Payload of a full datagram. */
    static final int DATAGRAM_BYTES = 1472;

    private static final int WINDOW = 256;
    private static final int SOCKET_BYTES = 4 << 20;
    private static final long LOST_NANOS = 200_000_000;
    private static final long LOOK_MILLIS = 50;

    /** Which way the datagrams go, as seen from the guest. */
    enum Direction {
        /** To port 7, which says now and then how many came. */
        RECEIVE(DATAGRAM_BYTES, 1) {
            @Override
            long arrived(ByteBuffer answer, long before) {
                return Math.max(before, answer.getLong(0));
            }
        },
        /** From port 9, which gives as many as asked for. */
        TRANSMIT(Integer.BYTES, 64) {
            @Override
            long arrived(ByteBuffer answer, long before) {
                return before + 1;
            }
        };

        private final int questionBytes;
        private final int worth;

        /** @param worth full datagrams that a question is, or asks for */
        Direction(int questionBytes, int worth) {
            this.questionBytes = questionBytes;
            this.worth = worth;
        }

        /** Full datagrams that got through since the guest began, of which {@code before} were known. */
        abstract long arrived(ByteBuffer answer, long before);

        private ByteBuffer question() {
            return ByteBuffer.allocateDirect(questionBytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(0, worth);
        }
    }

    private final Direction direction;
    private final DatagramChannel channel;
    private final Selector selector;
    private final ByteBuffer question;
    private final ByteBuffer answer = ByteBuffer.allocateDirect(2048).order(ByteOrder.LITTLE_ENDIAN);
    private long promised;
    private long arrived;
    private long progressNanos;

    /** @param server the guest's port for that direction as seen from here; it has just booted */
    StreamLoad(Direction direction, InetSocketAddress server) throws IOException {
        this.direction = direction;
        question = direction.question();
        selector = Selector.open();
        channel = DatagramChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BYTES);
        channel.configureBlocking(false);
        channel.connect(server);
        channel.register(selector, SelectionKey.OP_READ);
    }

    /** Loads the guest for so long. Mbit of payload a second that got through. */
    double run(int seconds) throws IOException, InterruptedException {
        long before = arrived;
        long begin = System.nanoTime();
        long end = begin + seconds * 1_000_000_000L;
        progressNanos = begin;
        for (long now = begin; now < end; now = System.nanoTime()) {
            try {
                ask();
                selector.select(key -> {}, LOOK_MILLIS);
                hear(System.nanoTime());
            } catch (PortUnreachableException e) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS); // the port is not open yet: what was sent is lost
                promised = arrived;
            }
        }
        return (arrived - before) * DATAGRAM_BYTES * 8e3 / (System.nanoTime() - begin);
    }

    private void ask() throws IOException {
        while (promised - arrived <= WINDOW - direction.worth && channel.write(question.rewind()) > 0) {
            promised += direction.worth;
        }
    }

    private void hear(long now) throws IOException {
        long before = arrived;
        while (channel.read(answer.clear()) > 0) {
            arrived = direction.arrived(answer, arrived);
        }
        if (arrived > before) {
            progressNanos = now;
        } else if (now - progressNanos > LOST_NANOS) {
            promised = arrived;
            progressNanos = now;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        selector.close();
    }
}
