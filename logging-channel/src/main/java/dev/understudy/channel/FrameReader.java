package dev.understudy.channel;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.MalformedBytes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/** Cuts the stream into frames, checks each and gives it to the connection at once, one at a time. */
final class FrameReader extends ByteToMessageDecoder {
    private static final int TLS_ALERT = 21;
    private static final int TLS_HANDSHAKE = 22;

    private final PeerConnection connection;
    private byte[] payload = new byte[4096];

    FrameReader(PeerConnection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
        connection.heard();
        super.channelRead(context, bytes);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (connection.isClosed()) {
            in.skipBytes(in.readableBytes());
            return;
        }
        try {
            read(in);
        } catch (MalformedBytes e) {
            connection.fail(e.getMessage());
        }
    }

    private void read(ByteBuf in) {
        if (in.readableBytes() < Frame.HEADER_BYTES) {
            return;
        }
        int start = in.readerIndex();
        int length = checkedLength(in, start);
        if (in.readableBytes() < Frame.HEADER_BYTES + length) {
            return;
        }
        int code = in.getUnsignedByte(start + 4);
        int declared = in.getIntLE(start + 5);
        if (payload.length < length) {
            payload = new byte[Math.max(length, Math.min(2 * payload.length, Frame.MAX_PAYLOAD_BYTES))];
        }
        in.getBytes(start + Frame.HEADER_BYTES, payload, 0, length);
        in.skipBytes(Frame.HEADER_BYTES + length);
        int found = Frame.checksum(length, code, payload, length, payload, 0, 0);
        if (found != declared) {
            throw new MalformedBytes("a frame of " + length + " bytes has CRC32C " + Integer.toHexString(found)
                    + ", not " + Integer.toHexString(declared) + " as it says");
        }
        connection.frame(FrameType.of(code), new ByteReader(payload, 0, length));
    }

    private int checkedLength(ByteBuf in, int start) {
        long length = in.getUnsignedIntLE(start);
        int limit = connection.isWelcome() ? Frame.MAX_PAYLOAD_BYTES : Frame.MAX_GREETING_BYTES;
        if (length > limit) {
            int first = in.getUnsignedByte(start);
            boolean tls = (first == TLS_ALERT || first == TLS_HANDSHAKE) && in.getUnsignedByte(start + 1) == 3;
            throw new MalformedBytes(
                    !connection.isWelcome() && tls
                            ? "the peer speaks TLS, this side was told to speak plaintext"
                            : "a frame of " + length + " bytes is over the limit of " + limit);
        }
        return (int) length;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        super.channelReadComplete(context);
        connection.burstRead();
    }
}
