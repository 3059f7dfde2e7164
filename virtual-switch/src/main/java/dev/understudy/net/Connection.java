package dev.understudy.net;

import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.identity.PeerIdentity;
import dev.understudy.vmm.replication.ClaimantId;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** The switch's end of one TCP connection: of a replica, or of one who watches a console. Lives on the event loop. */
final class Connection extends ChannelInboundHandlerAdapter implements Link {
    /** Peers ping twice a second; one that has not said anything for so long is gone. */
    static final long SILENCE_NANOS = 30_000_000_000L;

    private static final System.Logger LOG = System.getLogger(Connection.class.getName());
    private static final long LINGER_MILLIS = 1000;

    private final Hub hub;
    private final Channel channel;
    private boolean greeted;
    private boolean closing;
    private boolean flushPending;
    private long heardNanos;
    private VmPort port;
    private String watched;

    Connection(Hub hub, Channel channel) {
        this.hub = hub;
        this.channel = channel;
        this.heardNanos = hub.now();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) {
        heardNanos = hub.now();
        if (closing) {
            return;
        }
        Message message = (Message) read;
        if (!greeted) {
            greet(message);
        } else if (message instanceof Message.FrameOut m) {
            if (port != null) {
                port.frameOut(this, m.number(), m.frame(), heardNanos);
            }
        } else if (message instanceof Message.ConsoleOut m) {
            if (port != null) {
                port.consoleOut(this, m.number(), m.data());
            }
        } else if (message instanceof Message.Taken m) {
            if (port != null) {
                port.taken(this, m.nextFrame(), m.nextInputByte());
            }
        } else if (message instanceof Message.Ping) {
            send(new Message.Pong());
        } else if (message instanceof Message.Attach m) {
            attach(m);
        } else if (message instanceof Message.Watch m) {
            watch(m);
        } else if (message instanceof Message.Typed m && watched != null) {
            hub.type(watched, m.data());
        } else {
            refuse("unexpected " + message.getClass().getSimpleName());
        }
    }

    private void greet(Message message) {
        if (!(message instanceof Message.Hello hello)) {
            refuse("a connection begins with Hello, not " + message.getClass().getSimpleName());
        } else if (hello.version() != Message.Hello.VERSION) {
            refuse("you speak version " + hello.version() + ", this switch " + Message.Hello.VERSION);
        } else {
            greeted = true;
            send(new Message.Hello(Message.Hello.VERSION));
        }
    }

    private void attach(Message.Attach attach) {
        String flaw = flawOf(attach);
        if (flaw != null) {
            refuse(flaw);
            return;
        }
        port = hub.portOf(attach.vm());
        if (port == null) {
            send(new Message.AttachRefused(false, "the switch has " + Hub.MAX_VMS + " VMs, no room for another"));
        } else {
            port.attach(this, attach, heardNanos);
        }
    }

    /** Over TLS a claimant is who its key says, whatever it says itself. */
    private String flawOf(Message.Attach attach) {
        if (watched != null) {
            return "this connection watches a console, it cannot attach a replica";
        }
        if (port != null && !port.name().equals(attach.vm())) {
            return "this connection is " + port.name() + "'s, not " + attach.vm() + "'s";
        }
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            return null;
        }
        try {
            X509Certificate certificate =
                    (X509Certificate) tls.engine().getSession().getPeerCertificates()[0];
            ClaimantId proven = PeerIdentity.claimantOf(certificate);
            return proven.equals(attach.claimant())
                    ? null
                    : "claimant " + attach.claimant() + " is not the one of the certificate, " + proven;
        } catch (SSLPeerUnverifiedException e) {
            return "no certificate was shown";
        }
    }

    private void watch(Message.Watch watch) {
        if (port != null || watched != null) {
            refuse("this connection is in use already");
        } else if (hub.watch(watch.vm(), this)) {
            watched = watch.vm();
        } else {
            refuse(Hub.MAX_WATCHERS + " watch consoles already");
        }
    }

    private void refuse(String reason) {
        LOG.log(System.Logger.Level.WARNING, "refused " + channel.remoteAddress() + ": " + reason);
        send(new Message.Refused(reason));
        close();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (port != null) {
            port.flush();
        }
    }

    /** A peer that does not read its answers is not heard: else they would pile up here. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        channel.config().setAutoRead(channel.isWritable());
        if (port != null && channel.isWritable()) {
            port.writable(this);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closing = true;
        hub.linkLost(this, port);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable reason = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (reason instanceof MalformedBytes) {
            refuse(reason.getMessage());
        } else if (reason instanceof IOException) {
            LOG.log(System.Logger.Level.INFO, endOf(channel.remoteAddress(), reason));
            context.close();
        } else {
            LOG.log(System.Logger.Level.ERROR, "connection of " + channel.remoteAddress() + " ends by a bug", reason);
            context.close();
        }
    }

    private static String endOf(SocketAddress peer, Throwable reason) {
        if (reason instanceof NotSslRecordException) {
            return "turned " + peer + " away: it does not speak TLS, which this switch requires";
        }
        return reason instanceof SSLException
                ? "turned " + peer + " away: TLS: " + reason.getMessage() + " (has it the same secret?)"
                : "connection of " + peer + " ended: " + reason;
    }

    /** Ends the connection if its peer has been silent for too long. */
    void tick(long nowNanos) {
        if (nowNanos - heardNanos > SILENCE_NANOS) {
            channel.close();
        }
    }

    @Override
    public void send(Message message) {
        channel.write(message, channel.voidPromise());
        if (!flushPending) {
            // After all that this turn of the loop still has to say.
            flushPending = true;
            channel.eventLoop().execute(() -> {
                flushPending = false;
                channel.flush();
            });
        }
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public void close() {
        if (!closing) {
            closing = true;
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            // A peer that does not read would keep the connection for ever.
            channel.eventLoop().schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
