package dev.understudy.cli.tcp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Locale;

/**
 * {@code GET /} over a connection that is kept alive; each page must be as the first. Where the server says that it closes,
 * as nginx does after a thousand requests, the next one is made: that is no failure (RFC 9112, 9.6).
 */
public final class WebReader implements Conversation {
    private final InetSocketAddress server;
    /** Replaced by the one who asks, closed by any. */
    private volatile Connection connection;

    private boolean closing;
    private long length;
    private byte[] page;

    public WebReader(InetSocketAddress server) throws IOException {
        this.server = server;
        this.connection = new Connection(server);
    }

    @Override
    public String ask() throws IOException {
        if (closing) {
            connection.close();
            connection = new Connection(server);
        }
        connection.send("GET / HTTP/1.1\r\nHost: guest\r\n\r\n");
        String status = connection.line();
        readHeaders();
        byte[] body = connection.bytes(length);
        if (!status.equals("HTTP/1.1 200 OK")) {
            return "GET answered " + status;
        }
        if (page == null) {
            page = body;
        }
        return Arrays.equals(page, body) ? null : "the page differs from the first one";
    }

    private void readHeaders() throws IOException {
        length = 0;
        closing = false;
        for (String line = connection.line(); !line.isEmpty(); line = connection.line()) {
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length =
                        Long.parseLong(header.substring(header.indexOf(':') + 1).strip());
            }
            closing |= header.startsWith("connection:") && header.endsWith("close");
        }
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
