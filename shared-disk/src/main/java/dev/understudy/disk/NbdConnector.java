package dev.understudy.disk;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Connects to a disk server, on one event loop thread, and leads each connection up to option haggling. */
final class NbdConnector implements AutoCloseable {
    private final NbdEndpoint endpoint;
    private final int timeoutMillis;
    private final SslContext tls;
    /** Null if the loop is another's. */
    private final EventLoopGroup group;

    private final EventLoop loop;

    /** @param shared the thread, which goes on after the connector; null: one of its own */
    NbdConnector(NbdEndpoint endpoint, Duration timeout, EventLoop shared) throws IOException {
        group = shared == null ? new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()) : null;
        loop = shared == null ? group.next() : shared;
        this.endpoint = endpoint;
        this.timeoutMillis = (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE);
        this.tls = endpoint.identity() == null ? null : Tls.forClient(endpoint.identity());
    }

    EventLoop loop() {
        return loop;
    }

    NbdEndpoint endpoint() {
        return endpoint;
    }

    /** Exactly one {@link Haggler#lost} follows, at once or later; {@code haggler} is called on the loop's thread. */
    void connect(Haggler haggler) {
        HagglingDecoder decoder = new HagglingDecoder(tls, haggler);
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(decoder);
                    }
                })
                .connect(endpoint.host(), endpoint.port())
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        decoder.lost(endpoint + ": " + connected.cause().getMessage());
                    }
                });
    }

    @Override
    public void close() {
        if (group != null) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }
}
