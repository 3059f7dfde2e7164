package dev.understudy.disk;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The client's side of the handshake, TLS and option haggling; what the options are is the {@link Haggler}'s. */
final class HagglingDecoder extends ByteToMessageDecoder {
    private static final int GREETING = 18;

    private final SslContext tls;
    private final Haggler haggler;
    private boolean greeted;
    private boolean ready;
    /** Reported as lost, or gone over to transmission. */
    private boolean ended;

    private String failure = "the server closed the connection";

    /** @param tls null: plaintext */
    HagglingDecoder(SslContext tls, Haggler haggler) {
        this.tls = tls;
        this.haggler = haggler;
    }

    static void send(ChannelHandlerContext ctx, int option, byte[] data) {
        ByteBuf out = ctx.alloc().buffer(Nbd.OPTION_HEADER + data.length);
        ctx.writeAndFlush(out.writeLong(Nbd.OPTION_MAGIC)
                .writeInt(option)
                .writeInt(data.length)
                .writeBytes(data));
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (!greeted) {
            if (in.readableBytes() >= GREETING) {
                greeting(ctx, in);
            }
            return;
        }
        if (in.readableBytes() < Nbd.OPTION_REPLY_HEADER) {
            return;
        }
        int start = in.readerIndex();
        if (in.getLong(start) != Nbd.OPTION_REPLY_MAGIC) {
            throw new ProtocolViolation("an option's reply has the wrong magic: out of step");
        }
        long length = in.getUnsignedInt(start + 16);
        if (length > Nbd.MAX_OPTION) {
            throw new ProtocolViolation("an option's reply of " + length + " bytes, the limit is " + Nbd.MAX_OPTION);
        }
        if (in.readableBytes() < Nbd.OPTION_REPLY_HEADER + length) {
            return;
        }
        in.skipBytes(8);
        int option = in.readInt();
        int type = in.readInt();
        in.skipBytes(4);
        byte[] data = new byte[(int) length];
        in.readBytes(data);
        if (ready) {
            haggler.reply(ctx, option, type, data);
        } else {
            startTls(ctx, option, type, data, in);
        }
    }

    private void greeting(ChannelHandlerContext ctx, ByteBuf in) {
        if (in.readLong() != Nbd.INIT_PASSWORD || in.readLong() != Nbd.OPTION_MAGIC) {
            throw new ProtocolViolation("not a newstyle NBD server");
        }
        int flags = in.readUnsignedShort();
        if ((flags & Nbd.FLAG_FIXED_NEWSTYLE) == 0) {
            throw new ProtocolViolation("the NBD server does not speak fixed newstyle");
        }
        greeted = true;
        ctx.writeAndFlush(ctx.alloc().buffer(4).writeInt(flags & (Nbd.FLAG_FIXED_NEWSTYLE | Nbd.FLAG_NO_ZEROES)));
        if (tls == null) {
            ready = true;
            haggler.ready(ctx);
        } else {
            send(ctx, Nbd.OPT_STARTTLS, new byte[0]);
        }
    }

    private void startTls(ChannelHandlerContext ctx, int option, int type, byte[] data, ByteBuf following) {
        if (option != Nbd.OPT_STARTTLS || type != Nbd.REP_ACK) {
            throw new ProtocolViolation("the server refuses TLS: " + new String(data, StandardCharsets.UTF_8));
        }
        if (following.isReadable()) {
            throw new ProtocolViolation("bytes in the clear follow the answer to STARTTLS");
        }
        ctx.pipeline().addFirst(tls.newHandler(ctx.alloc()));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent completion) {
            if (completion.isSuccess()) {
                ready = true;
                haggler.ready(ctx);
            } else {
                failure = "TLS: " + completion.cause().getMessage();
                ctx.close();
            }
        }
        super.userEventTriggered(ctx, event);
    }

    /** The haggler goes over to transmission with a handler that reports the end of the connection itself. */
    void transmit(ChannelHandlerContext ctx, ByteToMessageDecoder next) {
        ended = true;
        ctx.pipeline().replace(this, "transmission", next);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ConnectionFailure.report(cause);
        Throwable root = cause.getCause() == null ? cause : cause.getCause();
        failure = String.valueOf(root.getMessage());
        ctx.close();
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        lost(failure);
    }

    /** A connection that could not be made ends twice: its promise fails, and its channel closes. It is reported once. */
    void lost(String reason) {
        if (!ended) {
            ended = true;
            haggler.lost(reason);
        }
    }
}
