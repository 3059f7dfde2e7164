package dev.understudy.vmm.machine;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.device.DiskRequest;
import java.util.zip.CRC32C;

/**
 * Something that the machine says to the world, numbered since its life began (rule Numbered outputs). Over all
 * generations a number is seen with one content only.
 */
public sealed interface Output {
    /** 0 for the first output of a life, then one more each, over all kinds. */
    long number();

    /** An Ethernet frame. {@code frameNumber} counts frames only: the switch drops those it has taken. */
    record Frame(long number, long frameNumber, byte[] frame) implements Output {}

    /** Console bytes. {@code firstByte} counts console bytes only. */
    record Console(long number, long firstByte, byte[] data) implements Output {}

    /** A write, discard or write of zeroes. */
    record Disk(long number, DiskRequest request) implements Output {}

    /** The end of the life. */
    record PowerOff(long number, int exitCode) implements Output {}

    /** Most bytes of one output: a disk write. */
    int MAX_BYTES = 1 << 20;

    /** The running checksum after this output. */
    default long checksum(long before) {
        CRC32C crc = new CRC32C();
        ByteWriter head = new ByteWriter(64);
        encode(head);
        crc.update(head.buffer(), 0, head.size());
        return Long.rotateLeft(before, 9) * 0x9e37_79b9_7f4a_7c15L + crc.getValue() + 1;
    }

    /** Bytes of data that it carries. */
    default int bytes() {
        if (this instanceof Frame frame) {
            return frame.frame.length;
        }
        if (this instanceof Console console) {
            return console.data.length;
        }
        return this instanceof Disk disk ? disk.request.data().length : 0;
    }

    default void encode(ByteWriter out) {
        out.varint(number());
        if (this instanceof Frame frame) {
            out.u8(0).varint(frame.frameNumber).block(frame.frame);
        } else if (this instanceof Console console) {
            out.u8(1).varint(console.firstByte).block(console.data);
        } else if (this instanceof Disk disk) {
            DiskRequest request = disk.request;
            out.u8(2).varint(request.id()).u8(request.kind().ordinal());
            out.varint(request.offset()).varint(request.length()).block(request.data());
        } else if (this instanceof PowerOff powerOff) {
            out.u8(3).u32(powerOff.exitCode);
        }
    }

    static Output decode(ByteReader in) {
        long number = in.varint();
        int kind = in.u8();
        return switch (kind) {
            case 0 -> new Frame(number, in.varint(), in.block(MAX_BYTES, "frame output"));
            case 1 -> new Console(number, in.varint(), in.block(MAX_BYTES, "console output"));
            case 2 -> new Disk(number, decodeRequest(in));
            case 3 -> new PowerOff(number, in.u32());
            default -> throw new MalformedBytes("output kind " + kind + " is unknown");
        };
    }

    private static DiskRequest decodeRequest(ByteReader in) {
        long id = in.varint();
        int kind = in.u8();
        long offset = in.varint();
        int length = in.count(DiskRequest.MAX_RANGE, "disk request length");
        return DiskRequest.checked(id, kind, offset, length, in.block(MAX_BYTES, "disk request data"));
    }
}
