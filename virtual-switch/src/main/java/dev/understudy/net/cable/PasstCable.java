package dev.understudy.net.cable;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The connection to one passt, which comes back by itself: passt may be started again, and keeps its TCP connections while
 * its client is away for some seconds.
 *
 * <p>What passt sends is read at once, however slow the guest: a passt that cannot write drops frames, and repeats them only
 * after two seconds. What it does not read is dropped here beyond a bound, and counted: the guest's TCP sends it again.
 */
public final class PasstCable implements Cable {
    private static final System.Logger LOG = System.getLogger(PasstCable.class.getName());

    /** Short: a connection that passt accepts while nobody listens to it hangs for ten seconds. */
    private static final long FIRST_PAUSE_MILLIS = 20;

    private static final long LAST_PAUSE_MILLIS = 1000;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(1 << 20, 4 << 20);

    private final EventLoop loop;
    private final Path socket;
    private final int maxFrameBytes;
    private final Consumer<byte[]> frames;
    private Channel channel;
    private boolean up;
    private boolean flushPending;
    private volatile boolean closed;
    private long upSinceNanos;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private long dropped;

    /**
     * Connects at once, and again until {@link #close}.
     *
     * @param maxFrameBytes of the longest frame that passt may send
     * @param frames gets passt's frames, which are its own, on the loop
     */
    public PasstCable(EventLoop loop, Path socket, int maxFrameBytes, Consumer<byte[]> frames) {
        this.loop = loop;
        this.socket = socket;
        this.maxFrameBytes = maxFrameBytes;
        this.frames = frames;
        loop.execute(this::connect);
    }

    @Override
    public void send(byte[] frame) {
        if (!up || !channel.isWritable()) {
            dropped++;
            return;
        }
        Channel to = channel;
        to.write(frame, to.voidPromise());
        if (!flushPending) { // after all that this turn of the loop still has to send
            flushPending = true;
            loop.execute(() -> {
                flushPending = false;
                to.flush();
            });
        }
    }

    @Override
    public boolean isUp() {
        return up;
    }

    @Override
    public long dropped() {
        return dropped;
    }

    @Override
    public void close() {
        closed = true;
        loop.execute(() -> {
            if (channel != null) {
                channel.close();
            }
        });
    }

    private void connect() {
        if (closed) {
            return;
        }
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channel(NioDomainSocketChannel.class)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel fresh) {
                        fresh.pipeline().addLast(new PasstFraming(maxFrameBytes), new Handler());
                    }
                })
                .connect(UnixDomainSocketAddress.of(socket));
        channel = connecting.channel();
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                connectAfter(FIRST_PAUSE_MILLIS);
            }
        });
    }

    /** passt lets one client in: a connection that did not last is no reason to try at once again. */
    private void lost() {
        up = false;
        boolean lasted = System.nanoTime() - upSinceNanos > TimeUnit.MILLISECONDS.toNanos(LAST_PAUSE_MILLIS);
        pauseMillis = lasted ? FIRST_PAUSE_MILLIS : Math.min(2 * pauseMillis, LAST_PAUSE_MILLIS);
        connectAfter(pauseMillis);
    }

    private void connectAfter(long millis) {
        if (!closed) {
            loop.schedule(this::connect, millis, TimeUnit.MILLISECONDS);
        }
    }

    private final class Handler extends SimpleChannelInboundHandler<byte[]> {
        private String failure;

        @Override
        public void channelActive(ChannelHandlerContext context) {
            up = true;
            upSinceNanos = System.nanoTime();
            LOG.log(System.Logger.Level.INFO, "passt is there, at " + socket);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, byte[] frame) {
            frames.accept(frame);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (!closed) {
                String why = failure == null ? "" : ": " + failure;
                LOG.log(System.Logger.Level.WARNING, "passt at " + socket + " is gone" + why);
            }
            lost();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failure = cause.getMessage();
            context.close();
        }
    }
}
