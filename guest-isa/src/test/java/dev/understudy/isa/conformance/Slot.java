package dev.understudy.isa.conformance;

import java.util.random.RandomGenerator;

/**
 * What a gibibyte of virtual addresses is for, in all address spaces alike: satp may change while a program runs. None is
 * where either board has devices, since a program may turn translation off.
 */
enum Slot {
    /** Where physical and virtual addresses of code are the same; U's is the one above. */
    CODE(2, 5, 40, 256),
    USER_CODE(3, 6, 41, 257),
    /** All of RAM, for S. */
    TABLES(4),
    /** Leads to the data through tables, whatever the rest of the address is. */
    DATA(10, 11, 33, 63, 255, 258, 300, 511),
    /** Leads to RAM in one step: the rest of the address is that of data. */
    DATA_AT_ONCE(12, 42, 259),
    /** Leads to where nothing answers. */
    NOTHING(13, 43, 260),
    UNUSED;

    /** From S's code to U's. */
    static final long DISTANCE = 1L << 30;

    private static final int SHIFT = 30;
    private static final int UNUSED_BITS = 64 - 39;

    private final int[] indices;

    Slot(int... indices) {
        this.indices = indices;
    }

    static Slot at(int index) {
        for (Slot slot : values()) {
            for (int i : slot.indices) {
                if (i == index) {
                    return slot;
                }
            }
        }
        return UNUSED;
    }

    /** First address of any of them. */
    long any(RandomGenerator random) {
        return address(indices[random.nextInt(indices.length)]);
    }

    /** First address, canonical. */
    static long address(int index) {
        return (long) index << SHIFT << UNUSED_BITS >> UNUSED_BITS;
    }

    static int index(long address) {
        return (int) (address >>> SHIFT) & 511;
    }
}
