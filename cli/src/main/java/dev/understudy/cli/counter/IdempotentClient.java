package dev.understudy.cli.counter;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * A client of the counter's port 8: repeats a request until it is answered, which adds only once. One thread.
 */
public final class IdempotentClient implements AutoCloseable {
    private static final int DATAGRAM_MAX = 2048;

    private final DatagramSocket socket;
    private final int client;
    private final long repeatAfterNanos;
    private final long giveUpAfterNanos;
    private long sequence;
    private long repeats;

    /**
     * @param client this client's number, used by nobody else
     * @param lastSequence the last sequence number this client used, 0 for none
     * @param repeatAfter without an answer for this long a request is repeated
     * @param giveUpAfter without an answer for this long it fails
     */
    public IdempotentClient(
            InetSocketAddress server, int client, long lastSequence, Duration repeatAfter, Duration giveUpAfter)
            throws IOException {
        this.socket = new DatagramSocket();
        this.client = client;
        this.sequence = lastSequence;
        this.repeatAfterNanos = repeatAfter.toNanos();
        this.giveUpAfterNanos = giveUpAfter.toNanos();
        socket.connect(server);
    }

    /**
     * Adds one, exactly once, and returns the value it gave.
     *
     * @throws SocketTimeoutException no answer came in time. The request keeps its sequence number for the next call: it
     *     may have been done, and is not done twice
     * @throws IOException also when the server refused
     */
    public long increment() throws IOException {
        long next = sequence + 1;
        long begun = System.nanoTime();
        for (boolean first = true; System.nanoTime() - begun < giveUpAfterNanos; first = false) {
            repeats += first ? 0 : 1;
            send(next);
            Optional<CounterMessage> reply = await(next);
            if (reply.isPresent()) {
                return accept(reply.get());
            }
        }
        throw new SocketTimeoutException("no answer to client " + client + " sequence " + next + " within "
                + Duration.ofNanos(giveUpAfterNanos).toMillis() + " ms");
    }

    /** Requests repeated so far. */
    public long repeats() {
        return repeats;
    }

    public long sequence() {
        return sequence;
    }

    private void send(long number) throws IOException {
        byte[] request = CounterMessage.request(CounterMessage.IDEMPOTENT, client, number)
                .array();
        try {
            socket.send(new DatagramPacket(request, request.length));
        } catch (PortUnreachableException e) {
            // The server's port is closed for the moment: as good as lost.
        }
    }

    /** Answers to other sequence numbers are late repetitions and passed over. */
    private Optional<CounterMessage> await(long number) throws IOException {
        long end = System.nanoTime() + repeatAfterNanos;
        for (long left; (left = end - System.nanoTime()) > 0; ) {
            socket.setSoTimeout((int) Math.max(1, left / 1_000_000));
            DatagramPacket packet = new DatagramPacket(new byte[DATAGRAM_MAX], DATAGRAM_MAX);
            try {
                socket.receive(packet);
            } catch (PortUnreachableException e) {
                continue;
            } catch (SocketTimeoutException e) {
                return Optional.empty();
            } catch (InterruptedIOException e) {
                throw e;
            }
            Optional<CounterMessage> reply =
                    CounterMessage.reply(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
            if (reply.isPresent()
                    && reply.get().client() == client
                    && reply.get().number() == number) {
                return reply;
            }
        }
        return Optional.empty();
    }

    private long accept(CounterMessage reply) throws IOException {
        return switch (reply.magic()) {
            case CounterMessage.IDEMPOTENT -> {
                sequence = reply.number();
                yield reply.value();
            }
            case CounterMessage.REFUSED_OLD ->
                throw new IOException("client " + client + " sequence " + reply.number()
                        + " is refused: the server has already seen " + reply.value());
            case CounterMessage.REFUSED_FULL ->
                throw new IOException(
                        "client " + client + " is refused: the server holds " + reply.value() + " clients already");
            default -> throw new IOException("answer of unknown kind " + reply.magic());
        };
    }

    @Override
    public void close() {
        socket.close();
    }
}
