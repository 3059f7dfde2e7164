package dev.understudy.net;

import dev.understudy.net.cable.Cable;
import dev.understudy.net.cable.PasstCable;
import dev.understudy.net.cable.TapCable;
import dev.understudy.net.cable.TapFailure;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The virtual switch: replicas plug in over TCP, host clients reach guests through forwarded UDP ports and, by passt, TCP
 * ports. One event loop does everything; public methods may be called from any other thread.
 */
public final class SwitchServer implements AutoCloseable {
    static final int MAX_CONNECTIONS = 256;
    private static final long TICK_MILLIS = 50;

    /** Datagrams read from one forward before others have their turn. */
    private static final int DATAGRAMS_A_TURN = 64;

    /** What may wait for one peer before inputs are held in its ring, or one who watches is dropped. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(128 << 10, 512 << 10);

    private final SwitchOptions options;
    private final SslContext tls;
    private final CaptureFile capture;
    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("switch", true), NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final Hub hub;
    private final Set<Connection> connections = new LinkedHashSet<>();
    private final List<Channel> forwards = new ArrayList<>();
    private final List<Cable> cables = new ArrayList<>();
    private Channel listener;

    /** Opens the capture file, no socket yet. */
    public SwitchServer(SwitchOptions options) throws IOException {
        this.options = options;
        this.tls = options.plaintext() ? null : SwitchTls.server(options.identity());
        this.capture = options.capture() == null ? null : new CaptureFile(options.capture(), SwitchServer::epochNanos);
        this.hub = new Hub(options, this::onLoop, capture, this::toClient);
    }

    /** Binds all sockets; if one cannot be bound, closes everything and says which. {@link TapFailure}: it is the TAP device. */
    public SwitchServer start() throws IOException {
        try {
            listener = bind(listenerBootstrap().bind(options.address(), options.port()), "the switch's port");
            for (ForwardSpec forward : options.udpForwards()) {
                forwards.add(bind(forwardBootstrap(forwards.size()).bind(forward.hostSocket()), "forward " + forward));
            }
            if (options.tap() != null) {
                connect(options.tap());
            }
        } catch (IOException e) {
            close();
            throw e;
        }
        options.passts().forEach(this::connect);
        loop.scheduleAtFixedRate(
                new Repeated("a look at the connections", this::tick), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        return this;
    }

    /** The TCP port that is bound. */
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** The host port of forward number {@code index} of the options. Those of TCP are passt's. */
    public int forwardPort(int index) {
        ForwardSpec forward = options.forwards().get(index);
        if (forward.isTcp()) {
            return forward.hostPort();
        }
        Channel socket = forwards.get((int) options.forwards().stream()
                .limit(index)
                .filter(before -> !before.isTcp())
                .count());
        return ((InetSocketAddress) socket.localAddress()).getPort();
    }

    /** Types at a VM's console; dropped if the VM has not been attached yet. Does not block. */
    public void consoleInput(String vm, byte[] data) {
        byte[] copy = data.clone();
        onLoop(() -> hub.type(vm, copy));
    }

    /** The state of this moment. Blocks for the event loop, 2 s at most. */
    public SwitchStatus status() throws IOException {
        try {
            return loop.submit(hub::status).get(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            throw new IOException("the switch does not answer: " + e, e);
        }
    }

    /** Ends all connections and completes the capture. Not from the event loop. */
    @Override
    public void close() {
        // First the listener: whoever restarts the switch wants the port at once.
        List<Channel> sockets = new ArrayList<>(forwards);
        if (listener != null) {
            sockets.add(0, listener);
        }
        sockets.forEach(socket -> socket.close().awaitUninterruptibly(1, TimeUnit.SECONDS));
        cables.forEach(Cable::close);
        onLoop(() -> List.copyOf(connections).forEach(Connection::close));
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
        if (capture != null) {
            capture.close();
        }
    }

    private ServerBootstrap listenerBootstrap() {
        return new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                });
    }

    private void accept(Channel channel) {
        if (connections.size() == MAX_CONNECTIONS) {
            channel.close();
            return;
        }
        if (tls != null) {
            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
        }
        Connection connection = new Connection(hub, channel);
        connections.add(connection);
        channel.closeFuture().addListener(closed -> connections.remove(connection));
        channel.pipeline().addLast(new MessageFraming(), connection);
    }

    private Bootstrap forwardBootstrap(int forward) {
        return new Bootstrap()
                .group(group)
                .channel(NioDatagramChannel.class)
                // Longer than what is forwarded, so that a datagram cut off here is seen to be too long. Without a word
                // about the number of reads there would be one a turn of the loop, and each frame a TLS record of its
                // own.
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(2048).maxMessagesPerRead(DATAGRAMS_A_TURN))
                .handler(new SimpleChannelInboundHandler<DatagramPacket>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
                        hub.fromClient(forward, packet.sender(), ByteBufUtil.getBytes(packet.content()));
                    }

                    @Override
                    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                        // A client that closed its port: the network lost a datagram, nothing more.
                    }
                });
    }

    private void connect(PasstEndpoint endpoint) {
        int guest = endpoint.guestAddress();
        Cable cable =
                new PasstCable(loop, endpoint.socket(), Ethernet.MAX_FRAME_BYTES, frame -> hub.fromPasst(guest, frame));
        cables.add(cable);
        onLoop(() -> hub.plug(new PasstRoute(guest, cable)));
    }

    private void connect(TapSpec tap) throws TapFailure {
        TapCable cable = new TapCable(loop, tap.name(), tap.bridge(), Ethernet.MAX_FRAME_BYTES, hub::fromTap);
        cables.add(cable);
        onLoop(() -> hub.plug(new TapPort(tap, cable)));
        cable.start();
    }

    private void toClient(int forward, InetSocketAddress client, byte[] data) {
        Channel socket = forwards.get(forward);
        socket.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(data), client), socket.voidPromise());
    }

    private void tick() {
        hub.tick();
        long now = hub.now();
        for (Connection connection : List.copyOf(connections)) {
            connection.tick(now);
        }
    }

    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // Closed: nobody is left whom it could matter to.
        }
    }

    private static Channel bind(io.netty.channel.ChannelFuture bound, String what) throws IOException {
        bound.awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot bind " + what + ": " + bound.cause().getMessage(), bound.cause());
        }
        return bound.channel();
    }

    private static long epochNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
