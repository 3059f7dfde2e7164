package dev.understudy.net.cable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a double of passt that listens on a Unix socket. */
@Timeout(30)
class PasstCableTest {
    private static final byte[] FRAME = new byte[60];

    @TempDir
    Path folder;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    private ServerSocketChannel passt;
    private PasstCable cable;

    @BeforeEach
    void connect() throws IOException {
        passt = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        passt.bind(UnixDomainSocketAddress.of(folder.resolve("socket")));
        cable = new PasstCable(loop, folder.resolve("socket"), 1514, received::add);
    }

    @AfterEach
    void end() throws IOException {
        cable.close();
        passt.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void framesGoBothWaysAlsoAfterPasstWasStartedAgain() throws Exception {
        for (int life = 1; life <= 3; life++) {
            try (SocketChannel client = passt.accept()) {
                say(client, 60);
                assertEquals(60, received.take().length);
                onLoop(() -> cable.send(FRAME));
                assertArrayEquals(FRAME, heard(client));
            }
        }
    }

    @Test
    void aHostileLengthEndsTheConnectionAndAnotherFollows() throws Exception {
        try (SocketChannel client = passt.accept()) {
            say(client, 1515);
            assertEquals(-1, client.read(ByteBuffer.allocate(1)));
        }
        passt.accept().close();
        assertTrue(received.isEmpty());
    }

    @Test
    void whatPasstDoesNotReadIsBoundedAndCounted() throws Exception {
        try (SocketChannel client = passt.accept()) {
            say(client, 60);
            received.take();
            onLoop(() -> {
                for (int i = 0; i < 10_000; i++) {
                    cable.send(new byte[1514]);
                }
            });
            onLoop(() -> assertTrue(cable.dropped() > 0 && cable.dropped() < 10_000, () -> "" + cable.dropped()));
            assertEquals(1514, heard(client).length);
        }
    }

    @Test
    void beforePasstIsThereFramesAreCounted() throws Exception {
        try (PasstCable early = new PasstCable(loop, folder.resolve("nothing"), 1514, received::add)) {
            onLoop(() -> early.send(FRAME));
            onLoop(() -> assertEquals(1, early.dropped()));
            onLoop(() -> assertFalse(early.isUp()));
        }
    }

    private void onLoop(Runnable task) throws Exception {
        loop.submit(task).get(10, TimeUnit.SECONDS);
    }

    private static void say(SocketChannel client, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4 + length).putInt(0, length);
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }

    private static byte[] heard(SocketChannel client) throws IOException {
        DataInputStream in = new DataInputStream(Channels.newInputStream(client));
        return in.readNBytes(in.readInt());
    }
}
