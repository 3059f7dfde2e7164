package dev.understudy.channel;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;

/** Makes the one thread that carries the channel and runs the protocol. */
public final class ChannelLoop {
    private ChannelLoop() {}

    /** A group of one daemon thread; {@code next()} is its event loop, {@code shutdownGracefully} its end. */
    public static EventLoopGroup open(String threadName) {
        return new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory(threadName, true), NioIoHandler.newFactory());
    }
}
