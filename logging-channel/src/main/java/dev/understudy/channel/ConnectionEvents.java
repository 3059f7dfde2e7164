package dev.understudy.channel;

import dev.understudy.vmm.identity.PeerIdentity;
import dev.understudy.vmm.replication.ClaimantId;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/** The last handler of a connection: what happens to it beside frames. */
final class ConnectionEvents extends ChannelInboundHandlerAdapter {
    private static final System.Logger LOG = System.getLogger("dev.understudy.channel");

    private final PeerConnection connection;
    private final Consumer<PeerConnection> ready;

    private ConnectionEvents(PeerConnection connection, Consumer<PeerConnection> ready) {
        this.connection = connection;
        this.ready = ready;
    }

    /**
     * Wires a new socket.
     *
     * @param ready called once the peer is authenticated, or at once in plaintext
     */
    static void install(
            Channel channel,
            ChannelSecurity security,
            boolean asServer,
            PeerConnection connection,
            Consumer<PeerConnection> ready) {
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(128 << 10, 512 << 10));
        if (!security.isPlaintext()) {
            channel.pipeline().addLast(security.handler(channel, asServer));
        }
        channel.pipeline().addLast(new FrameReader(connection), new ConnectionEvents(connection, ready));
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (context.pipeline().get(SslHandler.class) == null) {
            connection.ready(null);
            ready.accept(connection);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws SSLException {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                connection.ready(claimantOf(context.pipeline().get(SslHandler.class)));
                ready.accept(connection);
            } else {
                connection.close(reasonOf(handshake.cause()));
            }
        }
    }

    private static ClaimantId claimantOf(SslHandler tls) throws SSLException {
        return PeerIdentity.claimantOf(
                (X509Certificate) tls.engine().getSession().getPeerCertificates()[0]);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        connection.writableAgain();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        boolean clear = context.pipeline().get(SslHandler.class) == null;
        connection.close(
                clear && !connection.isWelcome()
                        ? "the peer closed the connection without a word (does it require TLS?)"
                        : "the peer closed the connection");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        connection.close(reasonOf(cause));
    }

    private static String reasonOf(Throwable thrown) {
        Throwable cause = thrown instanceof DecoderException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof NotSslRecordException) {
            return "the peer does not speak TLS, which this side requires";
        }
        if (cause instanceof SSLException) {
            return "TLS: " + cause.getMessage() + " (do both sides have the same secret?)";
        }
        if (cause instanceof IOException) {
            return String.valueOf(cause.getMessage());
        }
        // A bug of ours, in the channel or in who listens to it: the pairing ends, and the trace tells where.
        LOG.log(System.Logger.Level.ERROR, "a connection ends by a bug", cause);
        return cause.toString();
    }
}
