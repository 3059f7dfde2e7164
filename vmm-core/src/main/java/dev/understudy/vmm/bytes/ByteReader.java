package dev.understudy.vmm.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link ByteWriter} wrote. Every read is checked against the end; every declared length against a bound
 * before anything is allocated. Throws {@link MalformedBytes}; one thread.
 */
public final class ByteReader {
    private final byte[] bytes;
    private final int end;
    private int position;

    public ByteReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    public ByteReader(byte[] bytes, int offset, int length) {
        java.util.Objects.checkFromIndexSize(offset, length, bytes.length);
        this.bytes = bytes;
        this.position = offset;
        this.end = offset + length;
    }

    public int u8() {
        need(1);
        return bytes[position++] & 0xff;
    }

    public boolean flag() {
        int value = u8();
        if (value > 1) {
            throw new MalformedBytes("a flag is " + value + ", not 0 or 1");
        }
        return value == 1;
    }

    public int u16() {
        return u8() | u8() << 8;
    }

    public int u32() {
        return u16() | u16() << 16;
    }

    public long u64() {
        return (u32() & 0xffff_ffffL) | (long) u32() << 32;
    }

    /** Unsigned LEB128 of at most 64 bits. */
    public long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = u8();
            if (shift == 63 && next > 1) {
                break;
            }
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new MalformedBytes("a varint has more than 64 bits");
    }

    /** A varint in 0..{@code limit}. */
    public int count(int limit, String what) {
        long value = varint();
        if (value < 0 || value > limit) {
            throw new MalformedBytes(what + ": " + Long.toUnsignedString(value) + " is over the limit of " + limit);
        }
        return (int) value;
    }

    public byte[] raw(int length) {
        need(length);
        position += length;
        return Arrays.copyOfRange(bytes, position - length, position);
    }

    /** A varint length of at most {@code limit} and the bytes. */
    public byte[] block(int limit, String what) {
        return raw(count(limit, what));
    }

    public String text(int limit, String what) {
        return new String(block(limit, what), StandardCharsets.UTF_8);
    }

    public int remaining() {
        return end - position;
    }

    public int position() {
        return position;
    }

    /** Throws unless everything was read. */
    public void expectEnd(String what) {
        if (position != end) {
            throw new MalformedBytes(what + ": " + remaining() + " bytes left over");
        }
    }

    private void need(int length) {
        if (length < 0 || length > end - position) {
            throw new MalformedBytes("needs " + length + " bytes at " + position + ", has " + (end - position));
        }
    }
}
