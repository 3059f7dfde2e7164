package dev.understudy.vmm.device;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;

/**
 * One memory-mapped device. Called on the vCPU's thread, in the middle of the instruction that accesses it. A constructor
 * touches no wire, output or memory: a board is built before its hart.
 */
public interface Device {
    /** Loads {@code size} (1, 2, 4, 8) bytes, zero-extended, at {@code offset} from the device's base. */
    long load(int offset, int size);

    /** Stores the low {@code size} (1, 2, 4, 8) bytes at {@code offset} from the device's base. */
    void store(int offset, int size, long value);

    /** Back to power-on state. Numbers of inputs, outputs and requests go on: they count since the life began. */
    void reset();

    /** Writes the whole state, for a snapshot: equal states, equal bytes. */
    void save(ByteWriter out);

    /** Writes what a digest covers: the whole state, but for bulk data that is proved otherwise. */
    default void digest(ByteWriter out) {
        save(out);
    }

    /** Takes over the state that {@link #save} wrote; every length and index is checked. */
    void restore(ByteReader in);
}
