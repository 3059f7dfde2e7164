package dev.understudy.isa;

/**
 * The hart's way to everything that is not RAM. Called on the vCPU's thread, in the middle of the instruction whose
 * number is {@link Hart#instruction()}.
 */
public interface Bus {
    /** Loads {@code size} (1, 2, 4 or 8) bytes, zero-extended. Throws {@link BusError} where nothing answers. */
    long load(long physicalAddress, int size);

    /** Stores the low {@code size} (1, 2, 4 or 8) bytes. Throws {@link BusError} where nothing answers. */
    void store(long physicalAddress, int size, long value);
}
