package dev.understudy.net;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageCodec;
import java.util.List;

/** {@link MessageCodec} in a Netty pipeline. A malformed message is an exception, after which nothing more is read. */
final class MessageFraming extends ByteToMessageCodec<Message> {
    private final ByteWriter out = new ByteWriter(MessageCodec.MAX_MESSAGE_BYTES);
    private boolean broken;

    @Override
    protected void encode(ChannelHandlerContext context, Message message, ByteBuf to) {
        MessageCodec.encode(message, out);
        to.writeShortLE(out.size());
        to.writeBytes(out.buffer(), 0, out.size());
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> messages) {
        if (broken) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (in.readableBytes() < MessageCodec.LENGTH_BYTES) {
            return;
        }
        int length = in.getUnsignedShortLE(in.readerIndex());
        if (length < 1 || length > MessageCodec.MAX_MESSAGE_BYTES) {
            broken = true;
            throw new MalformedBytes(
                    "message of " + length + " bytes; allowed are 1 to " + MessageCodec.MAX_MESSAGE_BYTES);
        }
        if (in.readableBytes() < MessageCodec.LENGTH_BYTES + length) {
            return;
        }
        byte[] bytes = new byte[length];
        in.skipBytes(MessageCodec.LENGTH_BYTES).readBytes(bytes);
        try {
            messages.add(MessageCodec.decode(new ByteReader(bytes)));
        } catch (MalformedBytes e) {
            broken = true;
            throw e;
        }
    }
}
