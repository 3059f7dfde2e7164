package dev.understudy.net.cable;

import dev.understudy.vmm.bytes.MalformedBytes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageCodec;
import java.util.List;

/**
 * Frames on passt's stream, as QEMU's stream network backend has them. A length out of bounds is an exception, after which
 * nothing more is read: on a stream nobody finds the next frame again.
 *
 * <pre>
 *   0 length, 4 bytes big-endian   4 Ethernet frame of that length
 * </pre>
 */
final class PasstFraming extends ByteToMessageCodec<byte[]> {
    static final int LENGTH_BYTES = 4;
    static final int MIN_FRAME_BYTES = 14;

    private final int maxFrameBytes;
    private boolean broken;

    PasstFraming(int maxFrameBytes) {
        super(byte[].class);
        this.maxFrameBytes = maxFrameBytes;
    }

    @Override
    protected void encode(ChannelHandlerContext context, byte[] frame, ByteBuf to) {
        to.writeInt(frame.length);
        to.writeBytes(frame);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> frames) {
        if (broken) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (in.readableBytes() < LENGTH_BYTES) {
            return;
        }
        long length = in.getUnsignedInt(in.readerIndex());
        if (length < MIN_FRAME_BYTES || length > maxFrameBytes) {
            broken = true;
            throw new MalformedBytes(
                    "frame of " + length + " bytes; allowed are " + MIN_FRAME_BYTES + " to " + maxFrameBytes);
        }
        if (in.readableBytes() < LENGTH_BYTES + length) {
            return;
        }
        byte[] frame = new byte[(int) length];
        in.skipBytes(LENGTH_BYTES).readBytes(frame);
        frames.add(frame);
    }
}
