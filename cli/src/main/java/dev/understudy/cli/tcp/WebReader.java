package dev.understudy.cli.tcp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Locale;

/** {@code GET /} over a connection that is kept alive (RFC 9112, 9.3); each page must be as the first. */
public final class WebReader implements Conversation {
    private final Connection connection;
    private byte[] page;

    public WebReader(InetSocketAddress server) throws IOException {
        this.connection = new Connection(server);
    }

    @Override
    public String ask() throws IOException {
        connection.send("GET / HTTP/1.1\r\nHost: guest\r\n\r\n");
        String status = connection.line();
        byte[] body = connection.bytes(length());
        if (!status.equals("HTTP/1.1 200 OK")) {
            return "GET answered " + status;
        }
        if (page == null) {
            page = body;
        }
        return Arrays.equals(page, body) ? null : "the page differs from the first one";
    }

    private long length() throws IOException {
        long length = 0;
        for (String line = connection.line(); !line.isEmpty(); line = connection.line()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        return length;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
