package dev.understudy.cli;

import dev.understudy.channel.ChannelLoop;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Answers {@code GET /metrics} over HTTP, and nothing else: one request a connection, of at most 8 KiB, within five
 * seconds, at most {@value #MAX_CONNECTIONS} at a time, on a thread of its own.
 */
final class MetricsDoor implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 16;
    private static final int MAX_LINE_BYTES = 1 << 10;
    private static final int MAX_HEAD_BYTES = 8 << 10;
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
        channel.pipeline()
                .addLast(
                        new HttpServerCodec(MAX_LINE_BYTES, MAX_HEAD_BYTES, MAX_HEAD_BYTES),
                        new HttpObjectAggregator(MAX_HEAD_BYTES),
                        new Answer());
        channel.eventLoop().schedule((Runnable) channel::close, SECONDS, TimeUnit.SECONDS);
    }

    private final class Answer extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            if (request.decoderResult().isFailure()) {
                context.close();
                return;
            }
            boolean found =
                    request.method().equals(HttpMethod.GET) && request.uri().equals("/metrics");
            String body = found ? metrics.get() : "only GET /metrics is answered here\n";
            FullHttpResponse answer = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    found ? HttpResponseStatus.OK : HttpResponseStatus.NOT_FOUND,
                    Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
            answer.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                    .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            HttpUtil.setContentLength(answer, answer.content().readableBytes());
            context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
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
