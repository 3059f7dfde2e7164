package dev.understudy.vmm.device;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import java.util.Arrays;

/** Pieces of guest RAM that a driver gave as one run of bytes. Every piece was checked to lie in RAM when it was added. */
final class BufferList {
    private final GuestMemory memory;
    private long[] addresses = new long[4];
    private long[] lengths = new long[4];
    private int count;
    private long size;

    BufferList(GuestMemory memory) {
        this.memory = memory;
    }

    void clear() {
        count = 0;
        size = 0;
    }

    /** Adds {@code [address, address + length)}; the caller has asked {@link GuestMemory#contains}. */
    void add(long address, long length) {
        if (count == addresses.length) {
            addresses = Arrays.copyOf(addresses, count * 2);
            lengths = Arrays.copyOf(lengths, count * 2);
        }
        addresses[count] = address;
        lengths[count] = length;
        count++;
        size += length;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Bytes in all pieces. */
    long size() {
        return size;
    }

    /** A list of its own, to keep. */
    BufferList copy() {
        BufferList copy = new BufferList(memory);
        copy.addresses = Arrays.copyOf(addresses, Math.max(1, count));
        copy.lengths = Arrays.copyOf(lengths, Math.max(1, count));
        copy.count = count;
        copy.size = size;
        return copy;
    }

    /** Reads {@code length} bytes that begin {@code position} bytes into the list. */
    void read(long position, byte[] target, int offset, int length) {
        transfer(position, target, offset, length, false);
    }

    /** Writes {@code length} bytes from {@code position} bytes into the list on. */
    void write(long position, byte[] source, int offset, int length) {
        transfer(position, source, offset, length, true);
    }

    private void transfer(long position, byte[] bytes, int offset, int length, boolean write) {
        if (position < 0 || length < 0 || position > size - length) {
            throw new IndexOutOfBoundsException(length + " bytes at " + position + " of buffers of " + size);
        }
        long skip = position;
        int at = offset;
        int rest = length;
        for (int piece = 0; rest > 0; piece++) {
            if (skip >= lengths[piece]) {
                skip -= lengths[piece];
                continue;
            }
            int part = (int) Math.min(rest, lengths[piece] - skip);
            if (write) {
                memory.write(addresses[piece] + skip, bytes, at, part);
            } else {
                memory.read(addresses[piece] + skip, bytes, at, part);
            }
            skip = 0;
            at += part;
            rest -= part;
        }
    }

    void save(ByteWriter out) {
        out.varint(count);
        for (int piece = 0; piece < count; piece++) {
            out.varint(addresses[piece]).varint(lengths[piece]);
        }
    }

    static BufferList restore(ByteReader in, GuestMemory memory) {
        BufferList list = new BufferList(memory);
        for (int rest = in.count(SplitQueue.MAX_SIZE, "buffers of a chain"); rest > 0; rest--) {
            long address = in.varint();
            long length = in.varint();
            if (length <= 0 || !memory.contains(address, length)) {
                throw new MalformedBytes(
                        "a buffer of " + length + " bytes at 0x" + Long.toHexString(address) + " is not in RAM");
            }
            list.add(address, length);
        }
        return list;
    }
}
