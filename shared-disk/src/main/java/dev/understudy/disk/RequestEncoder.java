package dev.understudy.disk;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.log.DiskStatus;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** What a client asks as it goes over the wire (NBD protocol, "Request message" and "Option types"). */
final class RequestEncoder {
    private RequestEncoder() {}

    static ByteBuf encode(ByteBufAllocator allocator, long cookie, DiskRequest request) {
        ByteBuf header = allocator.buffer(Nbd.REQUEST_HEADER);
        header.writeInt(Nbd.REQUEST_MAGIC).writeShort(0).writeShort(commandOf(request.kind()));
        header.writeLong(cookie).writeLong(request.offset()).writeInt(request.length());
        boolean write = request.kind() == DiskRequest.Kind.WRITE;
        return write ? Unpooled.wrappedBuffer(header, Unpooled.wrappedBuffer(request.data())) : header;
    }

    /** The data of {@code NBD_OPT_INFO} and {@code NBD_OPT_GO}: the export's name, and no information asked for. */
    static byte[] exportRequest(String export) {
        byte[] name = export.getBytes(StandardCharsets.UTF_8);
        byte[] data = new byte[4 + name.length + 2];
        Unpooled.wrappedBuffer(data)
                .clear()
                .writeInt(name.length)
                .writeBytes(name)
                .writeShort(0);
        return data;
    }

    /** What a reply's error means to a machine: a device's error only, the fence's is none. */
    static DiskStatus statusOf(int error) {
        return switch (error) {
            case Nbd.OK -> DiskStatus.OK;
            case Nbd.ENOSPC -> DiskStatus.NO_SPACE;
            default -> DiskStatus.IO_ERROR;
        };
    }

    private static int commandOf(DiskRequest.Kind kind) {
        return switch (kind) {
            case READ -> Nbd.CMD_READ;
            case WRITE -> Nbd.CMD_WRITE;
            case FLUSH -> Nbd.CMD_FLUSH;
            case DISCARD -> Nbd.CMD_TRIM;
            case WRITE_ZEROES -> Nbd.CMD_WRITE_ZEROES;
        };
    }
}
