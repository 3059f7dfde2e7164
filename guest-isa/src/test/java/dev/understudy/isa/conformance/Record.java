package dev.understudy.isa.conformance;

import java.util.List;

/**
 * What the monitor writes down of one trap: a long each, first the trial's address, then x1 to x31, then these registers.
 * {@code length} bytes from one record to the next.
 */
final class Record {
    static final List<String> CONTROL_REGISTERS = List.of(
            "mepc", "mcause", "mtval", "mstatus", "sepc", "scause", "stval", "mip", "mie", "medeleg", "mideleg");
    static final int SIZE = 48 * 8;

    private Record() {}

    static int controlRegister(int index) {
        return 8 * (32 + index);
    }

    /** The name of the word at this offset of a record. */
    static String word(int offset) {
        int index = offset / 8;
        if (index == 0) {
            return "trial";
        }
        return index < 32 ? "x" + index : CONTROL_REGISTERS.get(index - 32);
    }
}
