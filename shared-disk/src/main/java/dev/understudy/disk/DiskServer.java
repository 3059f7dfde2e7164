package dev.understudy.disk;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import jdk.net.ExtendedSocketOptions;

/**
 * The shared disk of one or more VMs and their arbiter: an NBD server on one TCP port. Prints nothing.
 *
 * <p>Threads: Netty's event loops speak the protocol, one for each connection while they suffice, each export has workers for its file, each VM a thread that decides
 * who owns it. The public methods are for any thread.
 */
public final class DiskServer implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 256;
    private static final int EVENT_LOOPS = 32;
    private static final int RECEIVE_MAX = 1 << 20;
    private static final int RECEIVE_FIRST = 4 << 10;
    private static final int PROBE_AFTER_SECONDS = 5;
    private static final int PROBE_EVERY_SECONDS = 3;
    private static final int PROBES = 3;

    private final DiskServerOptions options;
    private final Set<Rule> rules;
    private final long instance;
    private final SslContext tls;
    private final Storage storage;
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    private final ConnectionLoops loops = new ConnectionLoops(EVENT_LOOPS);
    private Channel listening;

    /** Opens and locks state and images; {@link #start} then listens. */
    public DiskServer(DiskServerOptions options) throws IOException {
        this(options, Rule.ALL, UnaryOperator.identity());
    }

    /** @param images lets a test stand between the server and its images */
    DiskServer(DiskServerOptions options, Set<Rule> rules, UnaryOperator<BlockImage> images) throws IOException {
        this.options = options;
        this.rules = rules;
        this.instance = newInstance();
        this.tls = options.identity() == null ? null : Tls.forServer(options.identity());
        this.storage = Storage.open(options, rules, images);
    }

    /** Positive and not zero: chance alone makes two starts differ, no clock or file is trusted with it. */
    private static long newInstance() {
        SecureRandom random = new SecureRandom();
        long number = 0;
        while (number == 0) {
            number = random.nextLong() >>> 1;
        }
        return number;
    }

    /** Listens. */
    public void start() throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.group())
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(64, RECEIVE_FIRST, RECEIVE_MAX))
                // A host that vanished says no goodbye, and a plain client may be idle for as long as it likes.
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), PROBE_AFTER_SECONDS)
                .childOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), PROBE_EVERY_SECONDS)
                .childOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), PROBES)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connected(channel);
                    }
                });
        var bound = bootstrap.bind(options.address()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            close();
            throw new IOException(
                    "cannot listen on " + options.address() + ": "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        listening = bound.channel();
    }

    private void connected(Channel channel) {
        loops.taken(channel);
        if (channels.size() >= MAX_CONNECTIONS) {
            channel.close();
            return;
        }
        channels.add(channel);
        channel.pipeline().addLast("handshake", new HandshakeDecoder(this));
    }

    /** The TCP port that it listens on. */
    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** New at each start, positive. */
    public long instance() {
        return instance;
    }

    public DiskStatusReport status() {
        return new DiskStatusReport(
                instance,
                storage.exports().values().stream().map(Export::status).toList(),
                storage.arbiters().values().stream().map(VmArbiter::status).toList());
    }

    /** Ends all connections, finishes and syncs what is in progress, gives the files free. */
    @Override
    public void close() throws IOException {
        if (listening != null) {
            listening.close().awaitUninterruptibly();
        }
        channels.close().awaitUninterruptibly();
        try {
            storage.close();
        } finally {
            loops.group().shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    // ---- for the connections

    ConnectionLoops loops() {
        return loops;
    }

    /** Null: plaintext. */
    SslContext tls() {
        return tls;
    }

    Set<Rule> rules() {
        return rules;
    }

    Collection<Export> exports() {
        return storage.exports().values();
    }

    /** Null if there is none of that name; the empty name is the only export, if there is only one. */
    Export export(String name) {
        Map<String, Export> all = storage.exports();
        return name.isEmpty() && all.size() == 1 ? List.copyOf(all.values()).get(0) : all.get(name);
    }

    /** Null if this server has no such VM. */
    VmArbiter arbiter(String vm) {
        return storage.arbiters().get(vm);
    }

    void onThreadOf(VmArbiter arbiter, Runnable task) {
        ExecutorService thread = storage.threadOf(arbiter);
        thread.execute(task);
    }
}
