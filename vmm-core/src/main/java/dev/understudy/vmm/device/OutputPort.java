package dev.understudy.vmm.device;

/**
 * Where devices put what the machine says to the world. Called in the middle of the instruction that makes the output;
 * the machine numbers, checksums and collects them.
 */
public interface OutputPort {
    /** An Ethernet frame that the guest transmitted, without virtio header. The array is the receiver's. */
    void frame(byte[] frame);

    /** One byte that the guest wrote to its console. */
    void console(int value);

    /**
     * A disk request, its data captured. Writes, discards and zeroes are output; reads and flushes are only issued. A
     * FLUSH alone may also come while an event is applied.
     */
    void disk(DiskRequest request);

    /** The guest asked for {@code length} random bytes; the answer is an {@code EntropyCompleted} of that id. */
    void entropy(long id, int length);

    /** The guest ends its machine. */
    void powerOff(int exitCode);

    /** The guest resets its machine: carried out when the instruction has ended. */
    void reset();
}
