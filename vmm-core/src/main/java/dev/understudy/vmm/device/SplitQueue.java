package dev.understudy.vmm.device;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;

/**
 * The device's side of a split virtqueue (virtio 1.2, 2.7). Descriptors and rings lie in RAM and belong to an untrusted
 * driver; whatever it does, nothing outside RAM is touched and no loop is endless.
 *
 * <pre>
 *   descriptor  u64 address, u32 length, u16 flags, u16 next        16 bytes each, aligned 16
 *   available   u16 flags, u16 index, u16 ring[size]                driver → device, aligned 2
 *   used        u16 flags, u16 index, {u32 head, u32 written}[size] device → driver, aligned 4
 * </pre>
 *
 * Indirect descriptors and event indices are not offered.
 */
final class SplitQueue {
    /** Descriptors in the largest queue of any device here. */
    static final int MAX_SIZE = 256;

    private static final int NEXT = 1;
    private static final int WRITE = 2;
    private static final int INDIRECT = 4;
    private static final int NO_INTERRUPT = 1;

    private final GuestMemory memory;
    private final DescriptorChain chain;

    /** Descriptors that the driver may ask for. */
    final int maxSize;

    // What the driver configures, kept as written until the queue is enabled.
    long size;
    long descriptors;
    long available;
    long used;

    private boolean ready;
    private int nextAvailable;
    private int nextUsed;

    SplitQueue(GuestMemory memory, int maxSize) {
        this.memory = memory;
        this.maxSize = maxSize;
        this.chain = new DescriptorChain(memory);
        reset();
    }

    void reset() {
        size = maxSize;
        descriptors = 0;
        available = 0;
        used = 0;
        disable();
    }

    void disable() {
        ready = false;
        nextAvailable = 0;
        nextUsed = 0;
    }

    boolean isReady() {
        return ready;
    }

    /** Puts the configured rings into use. */
    void enable() throws RingViolation {
        String fault = fault();
        if (fault != null) {
            throw new RingViolation(fault);
        }
        ready = true;
    }

    private String fault() {
        if (size < 1 || size > maxSize || Long.bitCount(size) != 1) {
            return "a queue of " + size + " descriptors: powers of two up to " + maxSize + " are allowed";
        }
        if (!isPlaced(descriptors, 16 * size, 16)
                || !isPlaced(available, 6 + 2 * size, 2)
                || !isPlaced(used, 6 + 8 * size, 4)) {
            return "rings at 0x" + Long.toHexString(descriptors) + ", 0x" + Long.toHexString(available) + ", 0x"
                    + Long.toHexString(used) + " are not aligned in RAM";
        }
        return null;
    }

    private boolean isPlaced(long address, long length, int alignment) {
        return (address & (alignment - 1)) == 0 && memory.contains(address, length);
    }

    /** Chains available and not taken. Changes nothing. */
    int waiting() {
        return ready ? (memory.load16(available + 2) - nextAvailable) & 0xffff : 0;
    }

    /** Takes the next chain; only while some are {@link #waiting}. */
    DescriptorChain take() throws RingViolation {
        if (waiting() > size) {
            throw new RingViolation(waiting() + " chains are available in a queue of " + size + " descriptors");
        }
        chain.head = memory.load16(available + 4 + 2L * slot(nextAvailable)) & 0xffff;
        walk();
        nextAvailable = nextAvailable + 1 & 0xffff;
        return chain;
    }

    private int slot(int index) {
        return index & ((int) size - 1);
    }

    private void walk() throws RingViolation {
        chain.readable.clear();
        chain.writable.clear();
        int index = chain.head;
        for (int rest = (int) size; ; rest--) {
            if (index >= size) {
                throw new RingViolation("descriptor " + index + " of a queue of " + size);
            }
            if (rest == 0) {
                throw new RingViolation("chain " + chain.head + " has more than " + size + " descriptors: a loop");
            }
            long descriptor = descriptors + 16L * index;
            int flags = memory.load16(descriptor + 12) & 0xffff;
            add(index, memory.load64(descriptor), memory.load32(descriptor + 8) & 0xffff_ffffL, flags);
            if ((flags & NEXT) == 0) {
                return;
            }
            index = memory.load16(descriptor + 14) & 0xffff;
        }
    }

    private void add(int index, long address, long length, int flags) throws RingViolation {
        if ((flags & INDIRECT) != 0) {
            throw new RingViolation("descriptor " + index + " is indirect, which was not offered");
        }
        if (length == 0 || !memory.contains(address, length)) {
            throw new RingViolation("descriptor " + index + ": " + length + " bytes at 0x" + Long.toHexString(address)
                    + " are not in RAM");
        }
        if ((flags & WRITE) != 0) {
            chain.writable.add(address, length);
        } else if (chain.writable.isEmpty()) {
            chain.readable.add(address, length);
        } else {
            throw new RingViolation("descriptor " + index + " is readable after a writable one");
        }
    }

    /** Gives a chain back; {@code written}: bytes written from the beginning of its writable part. */
    void giveBack(int head, int written) {
        long element = used + 4 + 8L * slot(nextUsed);
        memory.store32(element, head);
        memory.store32(element + 4, written);
        nextUsed = nextUsed + 1 & 0xffff;
        memory.store16(used + 2, nextUsed);
    }

    /** The driver wants to be interrupted when a chain is given back. */
    boolean wantsInterrupt() {
        return (memory.load16(available) & NO_INTERRUPT) == 0;
    }

    void save(ByteWriter out) {
        out.u32((int) size).u64(descriptors).u64(available).u64(used);
        out.flag(ready).u16(nextAvailable).u16(nextUsed);
    }

    void restore(ByteReader in) {
        size = in.u32() & 0xffff_ffffL;
        descriptors = in.u64();
        available = in.u64();
        used = in.u64();
        ready = in.flag();
        nextAvailable = in.u16();
        nextUsed = in.u16();
        if (ready && fault() != null) {
            throw new MalformedBytes("virtqueue: " + fault());
        }
    }
}
