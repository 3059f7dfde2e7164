package dev.understudy.channel;

import dev.understudy.vmm.bytes.ByteWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.zip.CRC32C;

/**
 * The unit on the wire, little-endian:
 *
 * <pre>
 *   0            4      5            9
 *   ┌────────────┬──────┬────────────┬───────────────┐
 *   │ length u32 │ type │ CRC32C u32 │ payload       │   length: of the payload; CRC: over length, type, payload
 *   └────────────┴──────┴────────────┴───────────────┘
 * </pre>
 */
final class Frame {
    static final int HEADER_BYTES = 9;

    /** One entry of the largest kind, or one chunk of 1 MiB, with what goes before it. */
    static final int MAX_PAYLOAD_BYTES = (1 << 20) + 1024;

    /** Until the peer is welcome. */
    static final int MAX_GREETING_BYTES = 8 << 10;

    private Frame() {}

    /** A whole frame whose payload is {@code head} and then {@code length} bytes of {@code body}. */
    static ByteBuf of(
            ByteBufAllocator allocator, FrameType type, ByteWriter head, byte[] body, int offset, int length) {
        int payload = head.size() + length;
        if (payload > MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException(
                    type + " of " + payload + " bytes is over the limit of " + MAX_PAYLOAD_BYTES);
        }
        ByteBuf frame = allocator.buffer(HEADER_BYTES + payload);
        frame.writeIntLE(payload).writeByte(type.code);
        frame.writeIntLE(checksum(payload, type.code, head.buffer(), head.size(), body, offset, length));
        return frame.writeBytes(head.buffer(), 0, head.size()).writeBytes(body, offset, length);
    }

    /** Of a frame whose payload is the first {@code headLength} bytes of {@code head} and then a part of {@code body}. */
    static int checksum(
            int payloadLength, int type, byte[] head, int headLength, byte[] body, int offset, int bodyLength) {
        CRC32C crc = new CRC32C();
        for (int shift = 0; shift < 32; shift += 8) {
            crc.update(payloadLength >>> shift);
        }
        crc.update(type);
        crc.update(head, 0, headLength);
        crc.update(body, offset, bodyLength);
        return (int) crc.getValue();
    }
}
