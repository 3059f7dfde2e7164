package dev.understudy.disk;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * The client's side of the transmission phase, simple replies.
 *
 * <pre>
 *   reply:  u32 magic | u32 error | u64 cookie | READ without error: the data
 * </pre>
 */
final class ReplyDecoder extends ByteToMessageDecoder {
    private static final int HEADER = 16;
    private static final byte[] NOTHING = {};

    /** Who waits for replies. Event loop thread. */
    interface Target {
        void begin(ChannelHandlerContext ctx);

        /** Bytes that follow an error-free reply to this cookie. */
        int dataLength(long cookie);

        void reply(long cookie, int error, byte[] data);

        /** The connection ended. Once. */
        void lost(String reason);
    }

    private final Target target;
    private String failure = "the server closed the connection";
    /** Data that is arriving; null between replies. */
    private byte[] data;

    private int filled;
    private long cookie;

    ReplyDecoder(Target target) {
        this.target = target;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        target.begin(ctx);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (data == null) {
            if (in.readableBytes() < HEADER) {
                return;
            }
            int magic = in.readInt();
            if (magic != Nbd.SIMPLE_REPLY_MAGIC) {
                throw new ProtocolViolation("reply magic is 0x" + Integer.toHexString(magic) + ": out of step");
            }
            int error = in.readInt();
            cookie = in.readLong();
            int length = error == Nbd.OK ? target.dataLength(cookie) : 0;
            if (length == 0) {
                target.reply(cookie, error, NOTHING);
                return;
            }
            data = new byte[length];
            filled = 0;
        }
        int count = Math.min(data.length - filled, in.readableBytes());
        in.readBytes(data, filled, count);
        filled += count;
        if (filled == data.length) {
            byte[] whole = data;
            data = null;
            target.reply(cookie, Nbd.OK, whole);
        }
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
        target.lost(failure);
    }
}
