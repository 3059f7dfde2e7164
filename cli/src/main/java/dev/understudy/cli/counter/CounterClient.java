package dev.understudy.cli.counter;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Streams of plain increments, each sent exactly once: no request is ever repeated, so whatever the server or the way to
 * it loses, repeats or reorders shows in the {@link CounterTally}. All clients run in the thread that calls {@link #run};
 * {@link #stop}, {@link #acknowledged} and {@link #close} after the run may be called from any.
 */
public final class CounterClient implements AutoCloseable {
    /**
     * @param server the counter's port 7 as seen from here
     * @param clients sockets, 1..1000, numbered from {@code firstClient}
     * @param window requests a client may have outstanding, 1..1000; 1 is a closed loop
     * @param pause least time between two requests of one client; zero for as fast as the window lets it
     * @param replyLimit a reply that takes longer is lost
     * @param valueBefore the counter's value before the stream, if known
     */
    public record Options(
            InetSocketAddress server,
            int firstClient,
            int clients,
            int window,
            Duration pause,
            Duration replyLimit,
            OptionalLong valueBefore) {
        private static final int CLIENTS_MAX = 1000;
        private static final int WINDOW_MAX = 1000;

        public Options {
            if (clients < 1 || clients > CLIENTS_MAX) {
                throw new IllegalArgumentException("clients: " + clients + " is not in 1.." + CLIENTS_MAX);
            }
            if (window < 1 || window > WINDOW_MAX) {
                throw new IllegalArgumentException("window: " + window + " is not in 1.." + WINDOW_MAX);
            }
            if (pause.isNegative() || replyLimit.isNegative() || replyLimit.isZero()) {
                throw new IllegalArgumentException("pause and replyLimit: " + pause + ", " + replyLimit);
            }
        }

        /** One request outstanding each, no pause, five seconds for a reply. */
        public static Options closedLoop(InetSocketAddress server, int clients) {
            return new Options(server, 1, clients, 1, Duration.ZERO, Duration.ofSeconds(5), OptionalLong.empty());
        }

        public Options startingAfter(long value) {
            return new Options(server, firstClient, clients, window, pause, replyLimit, OptionalLong.of(value));
        }
    }

    /** Most requests of one client, which bounds the memory of the tally. */
    public static final long REQUESTS_MAX = 5_000_000;

    private static final long LONGEST_WAIT_MILLIS = 50;

    private final Options options;
    private final Selector selector;
    private final List<Stream> streams = new ArrayList<>();
    private final TallyKeeper keeper;
    private final ByteBuffer datagram = ByteBuffer.allocate(2048);
    private volatile boolean stopped;
    private volatile long acknowledged;

    public CounterClient(Options options) throws IOException {
        this.options = options;
        this.selector = Selector.open();
        this.keeper = new TallyKeeper(options.replyLimit.toNanos(), options.valueBefore);
        try {
            for (int i = 0; i < options.clients; i++) {
                streams.add(new Stream(options.firstClient + i));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /**
     * Sends until {@link #stop}, the number of increments or the time is reached, then waits for the replies that are
     * outstanding, at most {@code replyLimit}.
     *
     * @param increments over all clients, 1..{@link #REQUESTS_MAX}
     */
    public CounterTally run(long increments, Duration atMost) throws IOException {
        if (increments < 1 || increments > REQUESTS_MAX) {
            throw new IllegalArgumentException("increments: " + increments + " is not in 1.." + REQUESTS_MAX);
        }
        long end = System.nanoTime() + atMost.toNanos();
        boolean sending = true;
        while (sending || keeper.outstanding() > 0) {
            long now = System.nanoTime();
            sending = sending && !stopped && keeper.sent() < increments && now - end < 0;
            if (sending) {
                sendWhatMayGo(increments);
            }
            selector.select(key -> receive((Stream) key.attachment()), waitMillis(sending));
            expire();
        }
        return keeper.tally(System.nanoTime());
    }

    private void sendWhatMayGo(long increments) throws IOException {
        for (Stream stream : streams) {
            while (keeper.sent() < increments && stream.maySend(System.nanoTime())) {
                if (!stream.send()) {
                    break;
                }
            }
        }
    }

    /** Short only where a pause is about to end: otherwise the next thing to happen is a reply. */
    private long waitMillis(boolean sending) {
        return sending && !options.pause.isZero() ? 1 : LONGEST_WAIT_MILLIS;
    }

    private void expire() {
        for (int client : keeper.expire(System.nanoTime())) {
            streams.get(client - options.firstClient).outstanding--;
        }
    }

    private void receive(Stream stream) {
        try {
            while (stream.channel.read(datagram.clear()) >= 0) {
                if (datagram.flip().limit() == 0) {
                    break; // nothing more waits; an empty datagram looks the same and is no reply either
                }
                judge(stream, CounterMessage.reply(datagram));
            }
        } catch (PortUnreachableException e) {
            // The server's port is closed for the moment: the request is lost and will be counted so.
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void judge(Stream stream, Optional<CounterMessage> message) {
        long now = System.nanoTime();
        if (message.isEmpty()
                || !message.get().magic().equals(CounterMessage.PLAIN)
                || message.get().client() != stream.client) {
            keeper.foreign(stream.client, now);
        } else if (keeper.received(
                stream.client, message.get().number(), message.get().value(), now)) {
            stream.outstanding--;
            acknowledged = keeper.acknowledged();
        }
    }

    /** Ends the sending soon. */
    public void stop() {
        stopped = true;
        selector.wakeup();
    }

    /** Increments acknowledged so far. */
    public long acknowledged() {
        return acknowledged;
    }

    @Override
    public void close() throws IOException {
        for (Stream stream : streams) {
            stream.channel.close();
        }
        selector.close();
    }

    /** One client: its socket, its nonces, its window. */
    private final class Stream {
        private final int client;
        private final DatagramChannel channel;
        private long nonce;
        private int outstanding;
        private long lastSentNanos;

        private Stream(int client) throws IOException {
            this.client = client;
            this.channel = DatagramChannel.open();
            try {
                channel.configureBlocking(false);
                channel.connect(options.server);
                channel.register(selector, SelectionKey.OP_READ, this);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        }

        private boolean maySend(long nowNanos) {
            return outstanding < options.window && (nonce == 0 || nowNanos - lastSentNanos >= options.pause.toNanos());
        }

        /** False when the socket takes no more for the moment: nothing was sent. */
        private boolean send() throws IOException {
            try {
                if (channel.write(CounterMessage.request(CounterMessage.PLAIN, client, nonce + 1)) == 0) {
                    return false;
                }
            } catch (PortUnreachableException e) {
                return false; // reports an earlier datagram's fate; this one was not sent
            }
            lastSentNanos = System.nanoTime();
            keeper.sent(client, ++nonce, lastSentNanos);
            outstanding++;
            return true;
        }
    }
}
