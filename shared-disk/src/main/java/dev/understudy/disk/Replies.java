package dev.understudy.disk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Makes the replies of the transmission phase, simple or structured as negotiated. Any thread. */
final class Replies {
    private static final int SIMPLE_HEADER = 16;
    private static final int CHUNK_HEADER = 20;

    private final ByteBufAllocator allocator;
    private final boolean structured;

    Replies(ByteBufAllocator allocator, boolean structured) {
        this.allocator = allocator;
        this.structured = structured;
    }

    ByteBuf done(NbdRequest request) {
        return structured
                ? chunk(allocator.buffer(CHUNK_HEADER), request, Nbd.CHUNK_NONE, 0)
                : simple(allocator.buffer(SIMPLE_HEADER), request, Nbd.OK);
    }

    ByteBuf error(NbdRequest request, int error, String message) {
        if (!structured) {
            return simple(allocator.buffer(SIMPLE_HEADER), request, error);
        }
        byte[] text = message.getBytes(StandardCharsets.UTF_8);
        int count = Math.min(text.length, 1024);
        ByteBuf out = chunk(allocator.buffer(CHUNK_HEADER + 6 + count), request, Nbd.CHUNK_ERROR, 6 + count);
        return out.writeInt(error).writeShort(count).writeBytes(text, 0, count);
    }

    /** Reads straight into the reply. */
    ByteBuf data(NbdRequest request, BlockImage image) throws IOException {
        int length = (int) request.length();
        if (structured && length == 0) {
            return done(request);
        }
        if (structured && image.knownZero(request.offset(), length)) {
            return chunk(allocator.buffer(CHUNK_HEADER + 12), request, Nbd.CHUNK_OFFSET_HOLE, 12)
                    .writeLong(request.offset())
                    .writeInt(length);
        }
        ByteBuf out = allocator.directBuffer(CHUNK_HEADER + 8 + length);
        boolean complete = false;
        try {
            if (structured) {
                chunk(out, request, Nbd.CHUNK_OFFSET_DATA, 8 + length).writeLong(request.offset());
            } else {
                simple(out, request, Nbd.OK);
            }
            image.read(out.nioBuffer(out.writerIndex(), length), request.offset());
            out.writerIndex(out.writerIndex() + length);
            complete = true;
            return out;
        } finally {
            if (!complete) {
                out.release();
            }
        }
    }

    /** Only after structured replies were negotiated. */
    ByteBuf extents(NbdRequest request, List<BlockImage.Extent> extents) {
        int length = 4 + 8 * extents.size();
        ByteBuf out = chunk(allocator.buffer(CHUNK_HEADER + length), request, Nbd.CHUNK_BLOCK_STATUS, length);
        out.writeInt(Nbd.BASE_ALLOCATION_ID);
        for (BlockImage.Extent extent : extents) {
            out.writeInt((int) extent.length()).writeInt(extent.zero() ? Nbd.STATE_ZERO : 0);
        }
        return out;
    }

    private static ByteBuf simple(ByteBuf out, NbdRequest request, int error) {
        return out.writeInt(Nbd.SIMPLE_REPLY_MAGIC).writeInt(error).writeLong(request.cookie());
    }

    private static ByteBuf chunk(ByteBuf out, NbdRequest request, int type, int length) {
        return out.writeInt(Nbd.STRUCTURED_REPLY_MAGIC)
                .writeShort(Nbd.CHUNK_DONE)
                .writeShort(type)
                .writeLong(request.cookie())
                .writeInt(length);
    }
}
