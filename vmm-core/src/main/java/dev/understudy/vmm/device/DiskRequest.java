package dev.understudy.vmm.device;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;

/**
 * One request to the disk, numbered by the device since the life began. The data is that of the moment of issue.
 *
 * @param id 0 and up, in issue order
 * @param offset bytes, 0 for FLUSH
 * @param length bytes, 0 for FLUSH
 * @param data what WRITE writes ({@code length} bytes), empty for all others; nobody changes it
 */
public record DiskRequest(long id, Kind kind, long offset, int length, byte[] data) {
    /** Bytes of the largest READ or WRITE. */
    public static final int MAX_DATA = 1 << 20;

    /** Bytes of the largest DISCARD or WRITE_ZEROES. */
    public static final int MAX_RANGE = 1 << 30;

    /** What to do. */
    public enum Kind {
        READ,
        WRITE,
        FLUSH,
        DISCARD,
        WRITE_ZEROES;

        /** Output in the sense of the Output Rule: it changes the disk. */
        public boolean isOutput() {
            return this == WRITE || this == DISCARD || this == WRITE_ZEROES;
        }
    }

    /** True if both touch a common byte and one of them changes it: they keep their order and never run at once. */
    public boolean conflictsWith(DiskRequest other) {
        return (kind.isOutput() || other.kind.isOutput())
                && offset < other.offset + other.length
                && other.offset < offset + length;
    }

    /** Writes the request for a snapshot; without its data for a digest, which cannot be read back. */
    public void save(ByteWriter out, boolean withData) {
        out.u64(id).u8(kind.ordinal()).u64(offset).u32(length);
        if (withData) {
            out.block(data);
        }
    }

    /** Reads what {@link #save} wrote with data. */
    public static DiskRequest restore(ByteReader in) {
        long id = in.u64();
        int kindCode = in.u8();
        long offset = in.u64();
        int length = in.u32();
        return checked(id, kindCode, offset, length, in.block(MAX_DATA, "data of a disk request"));
    }

    /** A request that was read somewhere. Throws MalformedBytes if no device can have made it. */
    public static DiskRequest checked(long id, int kindCode, long offset, int length, byte[] data) {
        if (kindCode >= Kind.values().length) {
            throw new MalformedBytes("disk request " + id + " is of unknown kind " + kindCode);
        }
        Kind kind = Kind.values()[kindCode];
        int limit = kind == Kind.READ || kind == Kind.WRITE ? MAX_DATA : kind == Kind.FLUSH ? 0 : MAX_RANGE;
        if (id < 0 || offset < 0 || length < 0 || length > limit || data.length != (kind == Kind.WRITE ? length : 0)) {
            throw new MalformedBytes(kind + "#" + id + " at " + offset + " of " + length + " bytes with " + data.length
                    + " bytes of data; the limit is " + limit);
        }
        return new DiskRequest(id, kind, offset, length, data);
    }

    @Override
    public String toString() {
        return kind + "#" + id + "[" + offset + ", +" + length + "]";
    }
}
