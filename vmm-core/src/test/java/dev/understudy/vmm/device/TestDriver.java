package dev.understudy.vmm.device;

/** A tiny virtio driver. Queue q has its rings at {@code rings(q)}; buffers are the test's business. */
final class TestDriver {
    static final int SIZE = 8;
    static final int NEXT = 1;
    static final int WRITE = 2;
    static final int INDIRECT = 4;

    static final int FEATURES_OK = 8;
    static final int DRIVER_OK = 4;
    static final int NEEDS_RESET = 64;

    final TestMemory memory;
    final VirtioMmio device;

    TestDriver(TestMemory memory, VirtioMmio device) {
        this.memory = memory;
        this.device = device;
    }

    static long rings(int queue) {
        return TestMemory.BASE + 0x1000L * queue;
    }

    static long available(int queue) {
        return rings(queue) + 0x400;
    }

    static long used(int queue) {
        return rings(queue) + 0x800;
    }

    int register(int offset) {
        return (int) device.load(offset, 4);
    }

    void register(int offset, long value) {
        device.store(offset, 4, value);
    }

    int status() {
        return register(0x70);
    }

    /** The whole handshake with all features but {@code without}, and {@code queues} queues. */
    TestDriver start(int queues, long without) {
        register(0x70, 0);
        register(0x70, 3);
        negotiate(offered() & ~without);
        for (int queue = 0; queue < queues; queue++) {
            place(queue, SIZE, rings(queue), available(queue), used(queue));
        }
        register(0x70, 3 | FEATURES_OK | DRIVER_OK);
        return this;
    }

    long offered() {
        register(0x14, 0);
        long low = device.load(0x10, 4);
        register(0x14, 1);
        return low | device.load(0x10, 4) << 32;
    }

    void negotiate(long features) {
        register(0x24, 0);
        register(0x20, features);
        register(0x24, 1);
        register(0x20, features >>> 32);
        register(0x70, 3 | FEATURES_OK);
    }

    void place(int queue, long size, long descriptors, long available, long used) {
        register(0x30, queue);
        register(0x38, size);
        register(0x80, descriptors);
        register(0x84, descriptors >>> 32);
        register(0x90, available);
        register(0x94, available >>> 32);
        register(0xa0, used);
        register(0xa4, used >>> 32);
        register(0x44, 1);
    }

    void descriptor(int queue, int index, long address, long length, int flags, int next) {
        long descriptor = rings(queue) + 16L * index;
        memory.store64(descriptor, address);
        memory.store32(descriptor + 8, (int) length);
        memory.store16(descriptor + 12, flags);
        memory.store16(descriptor + 14, next);
    }

    /** Makes a chain available, without a notification. */
    void offer(int queue, int head) {
        int index = memory.load16(available(queue) + 2);
        memory.store16(available(queue) + 4 + 2L * (index % SIZE), head);
        memory.store16(available(queue) + 2, index + 1);
    }

    void submit(int queue, int head) {
        offer(queue, head);
        register(0x50, queue);
    }

    int usedIndex(int queue) {
        return memory.load16(used(queue) + 2);
    }

    int usedHead(int queue, int index) {
        return memory.load32(used(queue) + 4 + 8L * (index % SIZE));
    }

    int usedLength(int queue, int index) {
        return memory.load32(used(queue) + 8 + 8L * (index % SIZE));
    }
}
