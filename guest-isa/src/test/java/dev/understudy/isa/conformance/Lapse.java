package dev.understudy.isa.conformance;

import java.util.function.LongUnaryOperator;

/** A rule of translation, protection or the supervisor's timer that a wrong hart forgets. */
enum Lapse {
    /** S may always access pages of U. */
    SUM("mstatus", 1 << 18, 1 << 18),
    /** Executable pages are never loaded from. */
    MXR("mstatus", 1 << 19, 0),
    /** M always accesses as M. */
    MPRV("mstatus", 1 << 17, 0),
    /** Protection that is not locked is for nobody. */
    RANGES("pmpcfg0", 0x0018_1818_1818_0000L, 0),
    /** Protection is never for M. */
    LOCKS("pmpcfg0", 0x8080, 0),
    /** Whoever has Sstc may access stimecmp. */
    TIMER("mcounteren", 2, 2),
    /** W without R is reserved. */
    WRITE_ONLY(entry -> (entry & 6) == 4 ? entry | 2 : entry),
    /** A page of 2 MiB is aligned to it. */
    ALIGNMENT(entry -> (entry & 10) != 0 ? entry & ~(511L << 10) : entry),
    /** A pointer has no U, A or D. */
    POINTERS(entry -> (entry & 15) == 1 ? entry & ~0xd0 : entry),
    /** The upper bits are zero. */
    UPPER_BITS(entry -> entry << 10 >>> 10),
    /** Loads and stores set A and D. */
    MARKS(entry -> entry);

    private final String word;
    private final long mask;
    private final long value;
    private final LongUnaryOperator entry;

    Lapse(String word, long mask, long value) {
        this.word = word;
        this.mask = mask;
        this.value = value;
        this.entry = null;
    }

    Lapse(LongUnaryOperator entry) {
        this.word = null;
        this.mask = 0;
        this.value = 0;
        this.entry = entry;
    }

    /** True if the wrong hart takes an entry of a page table for another, which is then not written back. */
    boolean isOfEntries() {
        return entry != null;
    }

    long forEntry(long right) {
        return entry.applyAsLong(right);
    }

    /** The word of the hart's state that the wrong hart takes for another. */
    String word() {
        return word;
    }

    long forWord(long right) {
        return restored(value, right);
    }

    /** What the instruction left, with the bits as they were before it. */
    long restored(long before, long after) {
        return (after & ~mask) | (before & mask);
    }
}
