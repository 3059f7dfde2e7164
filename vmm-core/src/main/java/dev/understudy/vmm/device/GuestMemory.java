package dev.understudy.vmm.device;

/**
 * Guest RAM as a device sees it (DMA). Addresses are guest-physical and come from an untrusted guest: ask {@link
 * #contains} first, every access outside RAM throws IndexOutOfBoundsException. Stores mark pages dirty, drop cached code
 * and clear reservations.
 */
public interface GuestMemory {
    /** True if {@code [address, address + length)} lies wholly in RAM; no overflow for any arguments. */
    boolean contains(long address, long length);

    int load8(long address);

    int load16(long address);

    int load32(long address);

    long load64(long address);

    void store8(long address, int value);

    void store16(long address, int value);

    void store32(long address, int value);

    void store64(long address, long value);

    void read(long address, byte[] target, int offset, int length);

    void write(long address, byte[] source, int offset, int length);
}
