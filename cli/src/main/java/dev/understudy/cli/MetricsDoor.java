package dev.understudy.cli;

import dev.understudy.channel.ChannelLoop;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.DelimiterBasedFrameDecoder;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Answers {@code GET /metrics} over HTTP/1.0, and nothing else: one request a connection, of at most 8 KiB, within five
 * seconds, at most {@value #MAX_CONNECTIONS} at a time, on a thread of its own.
 */
final class MetricsDoor implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 16;
    private static final int MAX_REQUEST_BYTES = 8 << 10;
    private static final int SECONDS = 5;

    private final EventLoopGroup loop = ChannelLoop.open("metrics");
    private final Supplier<String> metrics;
    private Channel door;
    private int connections; // the loop's

    MetricsDoor(Supplier<String> metrics) {
        this.metrics = metrics;
    }

    /** Where it listens. */
    InetSocketAddress listen(InetSocketAddress address) throws IOException {
        try {
            door = new ServerBootstrap()
                    .group(loop)
                    .channel(NioServerSocketChannel.class)
                    .childHandler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            admit(channel);
                        }
                    })
                    .bind(address)
                    .sync()
                    .channel();
            return (InetSocketAddress) door.localAddress();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while binding " + address, e);
        } catch (Exception e) { // Netty throws what bind threw, unchecked
            throw new IOException("cannot listen at " + address + ": " + e.getMessage(), e);
        }
    }

    private void admit(Channel channel) {
        if (connections == MAX_CONNECTIONS) {
            channel.close();
            return;
        }
        connections++;
        channel.closeFuture().addListener(closed -> connections--);
        ByteBuf endOfHead = Unpooled.copiedBuffer("\r\n\r\n", StandardCharsets.US_ASCII);
        channel.pipeline()
                .addLast(
                        new ReadTimeoutHandler(SECONDS),
                        new DelimiterBasedFrameDecoder(MAX_REQUEST_BYTES, endOfHead),
                        new Answer());
        channel.eventLoop().schedule((Runnable) channel::close, SECONDS, TimeUnit.SECONDS);
    }

    private final class Answer extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf head) {
            String[] request = head.toString(StandardCharsets.US_ASCII).split("[ \r\n]", 3);
            boolean found = request.length == 3 && request[0].equals("GET") && request[1].equals("/metrics");
            String body = found ? metrics.get() : "only GET /metrics is answered here\n";
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            String answer = "HTTP/1.0 " + (found ? "200 OK" : "404 Not Found")
                    + "\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\nContent-Length: " + bytes.length
                    + "\r\nConnection: close\r\n\r\n";
            context.write(Unpooled.copiedBuffer(answer, StandardCharsets.US_ASCII));
            context.writeAndFlush(Unpooled.wrappedBuffer(bytes)).addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close(); // too long, too late, or gone
        }
    }

    @Override
    public void close() {
        if (door != null) {
            door.close();
        }
        loop.shutdownGracefully(0, SECONDS, TimeUnit.SECONDS);
    }
}
