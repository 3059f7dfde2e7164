package dev.understudy.isa.conformance;

import java.util.List;

/**
 * What the monitor writes down of one trap: a long each, first the trial's address, then x1 to x31, then these registers,
 * then f0 to f31 and fcsr.
 * {@code length} bytes from one record to the next.
 */
final class Record {
    static final List<String> CONTROL_REGISTERS = List.of(
            "mepc",
            "mcause",
            "mtval",
            "mstatus",
            "sepc",
            "scause",
            "stval",
            "mip",
            "mie",
            "medeleg",
            "mideleg",
            "satp",
            "stimecmp",
            "pmpcfg0");
    static final int SIZE = 80 * 8;

    private Record() {}

    static int controlRegister(int index) {
        return 8 * (32 + index);
    }

    /** f0 to f31, then fcsr. */
    static int floatRegister(int index) {
        return controlRegister(CONTROL_REGISTERS.size() + index);
    }
}
