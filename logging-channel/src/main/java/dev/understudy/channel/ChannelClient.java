package dev.understudy.channel;

import dev.understudy.vmm.replication.PeerMessage;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * The backup's way to the primary: tries until one connection stands, then hands it up and tries no more, for a lost
 * connection ends a pairing. Any thread may start and stop it.
 */
public final class ChannelClient implements AutoCloseable {
    private static final int CONNECT_MILLIS = 3_000;
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;

    /** Who wants the connection. Calls come on the event loop. */
    public interface Caller {
        /**
         * The primary is reached and, over TLS, proven. The caller says Hello.
         *
         * @return who listens to the connection from here on
         */
        PeerListener connected(PeerConnection connection);

        /** One attempt failed; the next follows. */
        default void failed(String reason) {}
    }

    private final EventLoop loop;
    private final ChannelSecurity security;
    private final InetSocketAddress primary;
    private final Caller caller;
    private volatile boolean stopped;
    private boolean handedUp;
    private long pauseMillis = FIRST_PAUSE_MILLIS;

    public ChannelClient(EventLoop loop, ChannelSecurity security, InetSocketAddress primary, Caller caller) {
        this.loop = loop;
        this.security = security;
        this.primary = primary;
        this.caller = caller;
    }

    public void start() {
        loop.execute(this::attempt);
    }

    /** No further attempt; a connection that was handed up stays. */
    @Override
    public void close() {
        stopped = true;
    }

    private void attempt() {
        if (stopped) {
            return;
        }
        InetSocketAddress target =
                primary.isUnresolved() ? new InetSocketAddress(primary.getHostString(), primary.getPort()) : primary;
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        PeerConnection connection = new PeerConnection(channel, false, new Attempt());
                        ConnectionEvents.install(channel, security, false, connection, ChannelClient.this::handUp);
                    }
                })
                .connect(target)
                .addListener(connect -> {
                    if (!connect.isSuccess()) {
                        again(connect.cause().getMessage());
                    }
                });
    }

    private void handUp(PeerConnection connection) {
        if (stopped) {
            connection.close("stopped");
            return;
        }
        handedUp = true;
        connection.listen(caller.connected(connection));
    }

    private void again(String reason) {
        if (stopped || handedUp) {
            return;
        }
        caller.failed(reason);
        loop.schedule(this::attempt, pauseMillis, TimeUnit.MILLISECONDS);
        pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
    }

    /** Listens to a connection until TLS stands. */
    private final class Attempt implements PeerListener {
        @Override
        public void message(PeerMessage message) {
            throw new IllegalStateException("a message came before the connection was handed up: " + message);
        }

        @Override
        public void closed(String reason) {
            again(reason);
        }
    }
}
