package dev.understudy.isa.conformance;

import java.util.List;

/** With which registers of M the trials of a fragment begin: where, in which mode, what is delegated and enabled. */
record Setting(
        long entry,
        long fcsr,
        long mstatus,
        long medeleg,
        long mideleg,
        long mie,
        long mip,
        long mcounteren,
        long scounteren,
        long stvec,
        long satp,
        long menvcfg,
        Protection protection) {
    /** In the order of {@link #words}; after them come pmpcfg0 and pmpaddr0 to 7. */
    static final List<String> CONTROL_REGISTERS = List.of(
            "mepc", "fcsr", "mstatus", "medeleg", "mideleg", "mie", "mip", "mcounteren", "scounteren", "stvec", "satp");

    /** Where menvcfg is among them: before all others are written, the timer must be as it was. */
    static final int MENVCFG = 8 * 11;

    static final int PROTECTION = 8 * 12;

    long[] words() {
        long[] words = new long[PROTECTION / 8 + 1 + Protection.ENTRIES];
        long[] first = {entry, fcsr, mstatus, medeleg, mideleg, mie, mip, mcounteren, scounteren, stvec, satp, menvcfg};
        System.arraycopy(first, 0, words, 0, first.length);
        long[] last = protection.words();
        System.arraycopy(last, 0, words, first.length, last.length);
        return words;
    }
}
