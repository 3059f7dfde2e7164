package dev.understudy.cli.tcp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;

/**
 * {@code INCR} of a key that nobody else has, so each answer must be the last one and one more: a lost or repeated
 * increment shows at once. Now and then the server's clock is asked for, which may not run backwards. Protocol: RESP2,
 * inline commands.
 */
public final class RedisCounter implements Conversation {
    private static final int CLOCK_EVERY = 16;

    private final Connection connection;
    private final String key;
    private long value;
    private long clockMicros;
    private int asked;

    public RedisCounter(InetSocketAddress server, String key) throws IOException {
        this.connection = new Connection(server);
        this.key = key;
        this.value = get();
    }

    /** The value that was acknowledged last. */
    public long value() {
        return value;
    }

    /** The key's value, 0 if it has none. */
    private long get() throws IOException {
        connection.send("GET " + key + "\r\n");
        String text = bulk();
        return text == null ? 0 : Long.parseLong(text);
    }

    @Override
    public String ask() throws IOException {
        if (++asked % CLOCK_EVERY == 0) {
            return askClock();
        }
        connection.send("INCR " + key + "\r\n");
        String answer = connection.line();
        String wanted = ":" + (value + 1);
        if (!answer.equals(wanted)) {
            return key + ": INCR answered " + answer + ", not " + wanted;
        }
        value++;
        return null;
    }

    private String askClock() throws IOException {
        connection.send("TIME\r\n");
        String header = connection.line();
        if (!header.equals("*2")) {
            return "TIME answered " + header;
        }
        long before = clockMicros;
        clockMicros = Long.parseLong(bulk()) * 1_000_000 + Long.parseLong(bulk());
        return clockMicros < before ? "the guest's clock went back by " + (before - clockMicros) + " us" : null;
    }

    private String bulk() throws IOException {
        String header = connection.line();
        if (!header.startsWith("$")) {
            throw new ProtocolException(header);
        }
        long length = Long.parseLong(header.substring(1));
        if (length < 0) {
            return null;
        }
        String text = new String(connection.bytes(length), StandardCharsets.ISO_8859_1);
        connection.line();
        return text;
    }

    @Override
    public String toString() {
        return "redis, " + key;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
