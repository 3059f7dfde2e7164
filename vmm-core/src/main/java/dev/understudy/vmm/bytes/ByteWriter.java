package dev.understudy.vmm.bytes;

import java.util.Arrays;

/** A growing little-endian byte buffer. Reusable by {@link #clear()}; one thread. */
public final class ByteWriter {
    private byte[] bytes;
    private int size;

    public ByteWriter(int initialCapacity) {
        bytes = new byte[Math.max(16, initialCapacity)];
    }

    public ByteWriter u8(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
        return this;
    }

    public ByteWriter flag(boolean value) {
        return u8(value ? 1 : 0);
    }

    public ByteWriter u16(int value) {
        return u8(value).u8(value >>> 8);
    }

    public ByteWriter u32(int value) {
        return u16(value).u16(value >>> 16);
    }

    public ByteWriter u64(long value) {
        return u32((int) value).u32((int) (value >>> 32));
    }

    /** Unsigned LEB128, one to ten bytes. */
    public ByteWriter varint(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return this;
    }

    public ByteWriter raw(byte[] source) {
        return raw(source, 0, source.length);
    }

    public ByteWriter raw(byte[] source, int offset, int length) {
        ensure(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
        return this;
    }

    /** A varint length and the bytes. */
    public ByteWriter block(byte[] source) {
        return varint(source.length).raw(source);
    }

    /** A UTF-8 string as a {@link #block}. */
    public ByteWriter text(String value) {
        return block(value.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    public int size() {
        return size;
    }

    public void clear() {
        size = 0;
    }

    /** The live buffer, valid up to {@link #size()} until the next write. */
    public byte[] buffer() {
        return bytes;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), bytes.length * 2));
        }
    }
}
