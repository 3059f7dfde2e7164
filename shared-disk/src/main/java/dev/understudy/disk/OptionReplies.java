package dev.understudy.disk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;

/** Says the replies of option haggling. Event loop thread. */
final class OptionReplies {
    /** What suits the image's map of zeroes, and is a whole number of any disk's sectors. */
    private static final int PREFERRED_BLOCK = 4096;

    void ack(ChannelHandlerContext ctx, int option) {
        reply(ctx, option, Nbd.REP_ACK, new byte[0]);
    }

    void error(ChannelHandlerContext ctx, int option, int error, String message) {
        reply(ctx, option, error, message.getBytes(StandardCharsets.UTF_8));
    }

    void server(ChannelHandlerContext ctx, String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        send(
                ctx,
                Nbd.OPT_LIST,
                Nbd.REP_SERVER,
                Unpooled.buffer().writeInt(text.length).writeBytes(text));
    }

    void export(ChannelHandlerContext ctx, int option, long size, int flags) {
        ByteBuf data =
                Unpooled.buffer().writeShort(Nbd.INFO_EXPORT).writeLong(size).writeShort(flags);
        send(ctx, option, Nbd.REP_INFO, data);
    }

    void blockSize(ChannelHandlerContext ctx, int option) {
        ByteBuf data = Unpooled.buffer().writeShort(Nbd.INFO_BLOCK_SIZE);
        data.writeInt(1).writeInt(PREFERRED_BLOCK).writeInt(Nbd.MAX_PAYLOAD);
        send(ctx, option, Nbd.REP_INFO, data);
    }

    void name(ChannelHandlerContext ctx, int option, String name) {
        ByteBuf data = Unpooled.buffer().writeShort(Nbd.INFO_NAME);
        data.writeCharSequence(name, StandardCharsets.UTF_8);
        send(ctx, option, Nbd.REP_INFO, data);
    }

    void metaContext(ChannelHandlerContext ctx, int option, int id, String name) {
        ByteBuf data = Unpooled.buffer().writeInt(id);
        data.writeCharSequence(name, StandardCharsets.UTF_8);
        send(ctx, option, Nbd.REP_META_CONTEXT, data);
    }

    void reply(ChannelHandlerContext ctx, int option, int type, byte[] data) {
        send(ctx, option, type, Unpooled.wrappedBuffer(data));
    }

    private void send(ChannelHandlerContext ctx, int option, int type, ByteBuf data) {
        ByteBuf header = ctx.alloc().buffer(Nbd.OPTION_REPLY_HEADER);
        header.writeLong(Nbd.OPTION_REPLY_MAGIC).writeInt(option).writeInt(type).writeInt(data.readableBytes());
        ctx.writeAndFlush(Unpooled.wrappedBuffer(header, data));
    }
}
