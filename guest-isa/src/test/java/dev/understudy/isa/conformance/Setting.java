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
        long stvec) {
    /** In the order of {@link #words}. */
    static final List<String> CONTROL_REGISTERS =
            List.of("mepc", "fcsr", "mstatus", "medeleg", "mideleg", "mie", "mip", "mcounteren", "scounteren", "stvec");

    long[] words() {
        return new long[] {entry, fcsr, mstatus, medeleg, mideleg, mie, mip, mcounteren, scounteren, stvec};
    }
}
