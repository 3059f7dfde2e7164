package dev.understudy.cli.counter;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The counter's port 9: what it knows of itself, and its orderly end. Requests are repeated; one thread. */
public final class CounterControl implements AutoCloseable {
    private static final int REPEAT_AFTER_MILLIS = 200;
    private static final int DATAGRAM_MAX = 2048;

    private final InetSocketAddress server;
    private DatagramSocket socket;

    public CounterControl(InetSocketAddress server) throws IOException {
        this.server = server;
        socket = new DatagramSocket();
    }

    /** A repeated request has several answers: the late ones go to a socket that nobody reads any more. */
    private void renewSocket() throws IOException {
        socket.close();
        socket = new DatagramSocket();
        socket.connect(server);
        socket.setSoTimeout(REPEAT_AFTER_MILLIS);
    }

    /** Keys as in {@code guests/counter/README.md}, in the order sent; waits for the guest to come up if need be. */
    public Map<String, String> info(Duration atMost) throws IOException {
        Map<String, String> info = new LinkedHashMap<>();
        for (String word : ask("info", "value=", atMost).strip().split(" ")) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                info.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return info;
    }

    /** The counter's durable value. */
    public long value(Duration atMost) throws IOException {
        String value = info(atMost).get("value");
        try {
            return Long.parseUnsignedLong(value);
        } catch (NumberFormatException e) {
            throw new IOException("the counter says its value is " + value, e);
        }
    }

    /** Ends the machine with success; returns once it has said so. */
    public void powerOff(Duration atMost) throws IOException {
        ask("poweroff", "bye", atMost);
    }

    private String ask(String request, String answerBegins, Duration atMost) throws IOException {
        byte[] bytes = request.getBytes(StandardCharsets.US_ASCII);
        renewSocket();
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < atMost.toNanos()) {
            DatagramPacket answer = new DatagramPacket(new byte[DATAGRAM_MAX], DATAGRAM_MAX);
            try {
                socket.send(new DatagramPacket(bytes, bytes.length));
                socket.receive(answer);
            } catch (SocketTimeoutException e) {
                continue;
            } catch (PortUnreachableException e) {
                pauseBeforeRepeat();
                continue;
            }
            String text = new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII);
            if (text.startsWith(answerBegins)) {
                return text;
            }
        }
        throw new SocketTimeoutException("the counter at " + socket.getRemoteSocketAddress() + " gave no answer to "
                + request + " within " + atMost.toMillis() + " ms");
    }

    private static void pauseBeforeRepeat() throws IOException {
        try {
            Thread.sleep(REPEAT_AFTER_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("interrupted while waiting for the counter");
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
