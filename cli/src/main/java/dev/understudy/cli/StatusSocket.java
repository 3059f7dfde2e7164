package dev.understudy.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** A Unix socket in a private folder that answers every connection with the process's {@link NodeStatus}. */
public final class StatusSocket implements AutoCloseable {
    private static final int MAX_STATUS_BYTES = 1 << 16;

    private final Path path;
    private final ServerSocketChannel server;

    StatusSocket(Path path, Supplier<NodeStatus> status) throws IOException {
        this.path = path;
        Files.deleteIfExists(path);
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        Thread thread = new Thread(() -> serve(status), "status");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Supplier<NodeStatus> status) {
        while (server.isOpen()) {
            try (SocketChannel client = server.accept()) {
                client.write(ByteBuffer.wrap((status.get().json() + "\n").getBytes(StandardCharsets.UTF_8)));
            } catch (ClosedChannelException e) {
                return;
            } catch (RuntimeException e) {
                NodeLog.say("a bug: the status cannot be told: " + e);
            } catch (IOException e) {
                // this one client is gone; the next may ask
            }
        }
    }

    /** Asks the process at {@code path}. Throws IOException when it does not answer within the time. */
    public static NodeStatus ask(Path path, long timeoutMillis) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(4096);
            long deadline = System.nanoTime() + timeoutMillis * 1_000_000;
            while (answer.size() < MAX_STATUS_BYTES) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0 || selector.select(left) == 0) {
                    throw new IOException("no answer within " + timeoutMillis + " ms");
                }
                selector.selectedKeys().clear();
                if (channel.read(buffer.clear()) < 0) {
                    return NodeStatus.parse(answer.toString(StandardCharsets.UTF_8));
                }
                Channels.newChannel(answer).write(buffer.flip());
            }
            throw new IOException("the answer is over the limit of " + MAX_STATUS_BYTES + " bytes");
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(path);
    }
}
