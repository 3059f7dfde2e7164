package dev.understudy.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * A connection to the switch that comes back by itself: connects, says Hello, pings, and after a loss tries again with
 * growing pauses. One thread, on which {@link User} is called.
 */
final class Uplink implements AutoCloseable {
    /** Whoever speaks through the uplink. */
    interface User {
        void up();

        void down(String reason);

        void message(Message message);

        /** What could not be sent for lack of room can go on now. */
        void writable();

        /** A ping goes out, and what else is to be said goes with it. */
        default void pinging() {}
    }

    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LAST_PAUSE_MILLIS = 1000;
    private static final long PING_MILLIS = 500;

    /** Longer than a garbage collection, shorter than anybody's patience. */
    private static final long SILENCE_NANOS = 3_000_000_000L;

    private final SwitchEndpoint endpoint;
    private final SslContext tls;
    private final User user;
    /** Null if the loop is another's. */
    private final EventLoopGroup group;

    private final EventLoop loop;
    private final Future<?> pinging;
    private Channel channel;
    private boolean up;
    private boolean flushPending;
    private boolean closed;
    private long heardNanos;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private String refusal = "";

    /** @param shared the thread, which goes on after the uplink; null: one of its own */
    Uplink(SwitchEndpoint endpoint, User user, EventLoop shared) {
        this.endpoint = endpoint;
        this.user = user;
        group = shared == null ? ownThread() : null;
        loop = shared == null ? group.next() : shared;
        try {
            this.tls = endpoint.plaintext() ? null : SwitchTls.client(endpoint.identity());
        } catch (SSLException e) {
            throw new IllegalStateException("this Java runtime cannot do TLS 1.3", e);
        }
        loop.execute(this::connect);
        pinging = loop.scheduleAtFixedRate(
                new Repeated("a ping to the switch", this::ping), PING_MILLIS, PING_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static EventLoopGroup ownThread() {
        return new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("switch-client", true), NioIoHandler.newFactory());
    }

    /** Runs {@code task} on the uplink's thread, unless it is closed. */
    void execute(Runnable task) {
        try {
            loop.execute(() -> {
                if (!closed) {
                    task.run();
                }
            });
        } catch (RejectedExecutionException e) {
            // Closed: nothing is sent any more.
        }
    }

    void schedule(Runnable task, long millis) {
        loop.schedule(() -> execute(task), millis, TimeUnit.MILLISECONDS);
    }

    boolean isWritable() {
        return up && channel.isWritable();
    }

    /** Sends, if up. Only on the uplink's thread. */
    void send(Message message) {
        if (!up) {
            return;
        }
        Channel to = channel;
        to.write(message, to.voidPromise());
        if (!flushPending) {
            flushPending = true;
            loop.execute(() -> {
                flushPending = false;
                to.flush();
            });
        }
    }

    /** Stops, after what was sent is on its way. With a thread of its own, and not on that, waits for it, at most 2 s. */
    @Override
    public void close() {
        execute(() -> {
            closed = true;
            up = false;
            pinging.cancel(false);
            if (channel != null) {
                channel.flush();
                channel.close();
            }
        });
        if (group != null) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
        }
    }

    private void connect() {
        if (closed) {
            return;
        }
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 2000)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(128 << 10, 512 << 10))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel fresh) {
                        if (tls != null) {
                            fresh.pipeline().addLast(tls.newHandler(fresh.alloc()));
                        }
                        fresh.pipeline().addLast(new MessageFraming(), new Handler());
                    }
                })
                .connect(endpoint.host(), endpoint.port());
        channel = connecting.channel();
        heardNanos = System.nanoTime();
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                lost("no connection to the switch at " + endpoint + ": "
                        + done.cause().getMessage());
            }
        });
    }

    private void lost(String reason) {
        if (closed) {
            return;
        }
        up = false;
        user.down(refusal.isEmpty() ? reason : refusal);
        refusal = "";
        loop.schedule(this::connect, pauseMillis, TimeUnit.MILLISECONDS);
        pauseMillis = Math.min(2 * pauseMillis, LAST_PAUSE_MILLIS);
    }

    private void ping() {
        if (channel == null || !channel.isActive()) {
            return;
        }
        if (System.nanoTime() - heardNanos > SILENCE_NANOS) {
            refusal = "the switch at " + endpoint + " has been silent for 3 s";
            channel.close();
        } else {
            user.pinging();
            send(new Message.Ping());
        }
    }

    private void heard(Message message) {
        heardNanos = System.nanoTime();
        if (message instanceof Message.Refused refused) {
            refusal = "the switch at " + endpoint + " refused: " + refused.reason();
        } else if (message instanceof Message.Hello) {
            up = true;
            pauseMillis = FIRST_PAUSE_MILLIS;
            user.up();
        } else if (up && !(message instanceof Message.Pong)) {
            user.message(message);
        }
    }

    private final class Handler extends ChannelInboundHandlerAdapter {
        private String failure;

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(new Message.Hello(Message.Hello.VERSION));
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            heard((Message) message);
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (isWritable()) {
                user.writable();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            String wordless = tls == null && !up ? " without a word (does it require TLS?)" : "";
            lost(failure == null ? "connection closed by the switch at " + endpoint + wordless : failure);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            Throwable reason = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
            failure = reason instanceof SSLException
                    ? "TLS with the switch at " + endpoint + ": " + reason.getMessage() + " (has it the same secret?)"
                    : "connection to the switch at " + endpoint + " failed: " + reason.getMessage();
            context.close();
        }
    }
}
