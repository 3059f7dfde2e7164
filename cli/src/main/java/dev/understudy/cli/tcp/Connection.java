package dev.understudy.cli.tcp;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A TCP connection that carries lines, and bytes in between. One thread; {@link #close} from any. */
final class Connection implements AutoCloseable {
    private static final int CONNECT_MILLIS = 10_000;
    private static final int LINE_MAX = 8 << 10;
    private static final int BODY_MAX = 16 << 20;

    private final Socket socket = new Socket();
    private final InputStream in;

    Connection(InetSocketAddress server) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.connect(server, CONNECT_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The next line without its CR LF. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = read(); next != '\n'; next = read()) {
            if (line.length() == LINE_MAX) {
                throw new ProtocolException("a line of more than " + LINE_MAX + " characters");
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    private int read() throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new EOFException("the server ended the connection");
        }
        return next;
    }

    byte[] bytes(long count) throws IOException {
        if (count < 0 || count > BODY_MAX) {
            throw new ProtocolException("an answer of " + count + " bytes");
        }
        byte[] bytes = in.readNBytes((int) count);
        if (bytes.length < count) {
            throw new EOFException("the server ended the connection");
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
