package dev.understudy.vmm.device;

/**
 * One chain of descriptors, checked. Belongs to its queue and is valid until the next chain is taken: what shall be kept
 * is copied.
 */
final class DescriptorChain {
    /** Index of the first descriptor, by which the driver knows the chain. */
    int head;

    /** What the device may read. */
    final BufferList readable;

    /** What the device may write; follows the readable part. */
    final BufferList writable;

    DescriptorChain(GuestMemory memory) {
        readable = new BufferList(memory);
        writable = new BufferList(memory);
    }
}
