package dev.understudy.disk;

import dev.understudy.vmm.bytes.MalformedBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Bounded reading of an option's data, big-endian. Throws {@link MalformedBytes}. */
final class OptionData {
    private OptionData() {}

    static int u16(ByteBuf data) {
        need(data, 2);
        return data.readUnsignedShort();
    }

    static long u32(ByteBuf data) {
        need(data, 4);
        return data.readUnsignedInt();
    }

    /** A u32 length and so many bytes of UTF-8. */
    static String name(ByteBuf data) {
        long length = u32(data);
        need(data, length);
        return data.readCharSequence((int) length, StandardCharsets.UTF_8).toString();
    }

    /** What GO and INFO reply about an export: its size, or -1 for information of another type. */
    static long exportSize(byte[] information) {
        ByteBuf in = Unpooled.wrappedBuffer(information);
        if (u16(in) != Nbd.INFO_EXPORT) {
            return -1;
        }
        if (information.length != 12) {
            throw new MalformedBytes("export information of " + information.length + " bytes, not 12");
        }
        return Math.max(0, in.readLong());
    }

    static void expectEnd(ByteBuf data) {
        if (data.isReadable()) {
            throw new MalformedBytes(data.readableBytes() + " bytes too many in the option");
        }
    }

    private static void need(ByteBuf data, long length) {
        if (length > data.readableBytes()) {
            throw new MalformedBytes("the option needs " + length + " more bytes, it has " + data.readableBytes());
        }
    }
}
