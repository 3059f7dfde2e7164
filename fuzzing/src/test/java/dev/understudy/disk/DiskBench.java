package dev.understudy.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.understudy.fuzzing.Bugs;
import dev.understudy.vmm.replication.Arbiter.Request;
import dev.understudy.vmm.replication.ClaimantId;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;

/** A disk server that is reached without sockets, and a VM whose life runs on one of its exports. */
final class DiskBench {
    static final int SIZE = 4096 + 512;
    private static final ClaimantId OWNER = new ClaimantId(0x7a11_5e55_1011_1213L, 0x0102_0304_0506_0708L);
    private static final byte[] SECRET = Arrays.copyOf("what the guest wrote".getBytes(StandardCharsets.UTF_8), SIZE);
    private static final int WORKERS = 4;

    private final Path folder = Files.createTempDirectory("disk-fuzz");
    private final DiskServer server;
    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    private final LocalAddress address = new LocalAddress(DiskBench.class);
    private boolean owned;

    DiskBench() throws Exception {
        Bugs.watch();
        server = new DiskServer(DiskServerOptions.plaintext(folder)
                .withExport(new DiskExport("plain", folder.resolve("plain"), SIZE, null))
                .withExport(new DiskExport("web", folder.resolve("web"), SIZE, "web")));
        server.arbiter("web").ask(OWNER, new Request.Start("web", false));
        Files.write(folder.resolve("web"), SECRET);
        new ServerBootstrap()
                .group(loop)
                .channel(LocalServerChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HandshakeDecoder(server));
                    }
                })
                .bind(address)
                .sync();
    }

    /** A client got hold of the VM by legal means: another bench is needed. */
    boolean isSpoilt() throws IOException {
        boolean spoilt = owned || server.arbiter("web").status().generation() != 1;
        if (spoilt) {
            server.close();
            loop.shutdownGracefully(0, 0, java.util.concurrent.TimeUnit.SECONDS);
        }
        return spoilt;
    }

    Client connect() throws Exception {
        Client client = new Client();
        client.channel = new Bootstrap()
                .group(loop)
                .channel(LocalChannel.class)
                .handler(client)
                .connect(address)
                .sync()
                .channel();
        return client;
    }

    /** Until nothing is on its way between connections, workers and the arbiter. */
    void settle() throws Exception {
        for (int round = 0; round < 3; round++) {
            loop.submit(() -> owned |= server.arbiter("web").fence().hasOwner()).sync();
            for (Export export : server.exports()) {
                drain(export);
            }
            CountDownLatch asked = new CountDownLatch(1);
            server.onThreadOf(server.arbiter("web"), asked::countDown);
            asked.await();
        }
        loop.submit(() -> {}).sync();
        Bugs.assertNone();
    }

    private static void drain(Export export) throws Exception {
        CyclicBarrier all = new CyclicBarrier(WORKERS + 1);
        for (int worker = 0; worker < WORKERS; worker++) {
            export.execute(() -> {
                try {
                    all.await();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
        }
        all.await();
    }

    void assertNobodyWasHarmed() throws IOException {
        for (DiskStatusReport.Export export : server.status().exports()) {
            assertEquals(0, export.connections(), "connections of export " + export.name());
        }
        if (!owned && server.arbiter("web").status().generation() == 1) {
            assertArrayEquals(SECRET, Files.readAllBytes(folder.resolve("web")), "the VM's disk has changed");
        }
    }

    /** The far end of a connection; keeps what it gets. */
    static final class Client extends SimpleChannelInboundHandler<ByteBuf> implements AutoCloseable {
        private final ByteBuf received = Unpooled.buffer();
        private Channel channel;

        void send(byte[] bytes) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(bytes));
        }

        ByteBuf received() {
            return received;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
            received.writeBytes(bytes);
        }

        @Override
        public void close() {
            channel.close().syncUninterruptibly();
        }
    }

    /** Requests to the arbiter about a VM. */
    record Ask(String vm) {
        Request query() {
            return new Request.Query(vm);
        }

        Request claim(long generation) {
            return new Request.Claim(vm, generation);
        }
    }

    /** An option's data, big-endian. */
    static final class Fields {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final DataOutputStream out = new DataOutputStream(bytes);

        Fields u32(int value) throws IOException {
            out.writeInt(value);
            return this;
        }

        Fields text(String text) throws IOException {
            out.writeInt(text.length());
            out.write(text.getBytes(StandardCharsets.UTF_8));
            return this;
        }

        byte[] bytes() {
            return bytes.toByteArray();
        }
    }
}
