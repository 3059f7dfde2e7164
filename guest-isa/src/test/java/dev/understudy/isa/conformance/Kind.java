package dev.understudy.isa.conformance;

import dev.understudy.isa.instruction.Instruction;

/** What must be known of an instruction to place it in a random program: whether it moves control, or needs an address. */
enum Kind {
    COMPUTATION,
    /** Address in rs1, and a signed 12-bit offset. */
    LOAD,
    STORE,
    /** Address in rs1 alone. */
    ATOMIC,
    BRANCH,
    JUMP,
    JUMP_TO_REGISTER,
    CONTROL_REGISTER,
    PRIVILEGED;

    /** By the major opcode (unprivileged ISA, table 70), so that rows of a new extension are placed rightly. */
    static Kind of(Instruction instruction) {
        return of(instruction.match());
    }

    static Kind of(int word) {
        return switch (word & 0x7f) {
            case 0x03, 0x07 -> LOAD;
            case 0x23, 0x27 -> STORE;
            case 0x2f -> ATOMIC;
            case 0x63 -> BRANCH;
            case 0x6f -> JUMP;
            case 0x67 -> JUMP_TO_REGISTER;
            case 0x73 -> (word >>> 12 & 3) == 0 ? PRIVILEGED : CONTROL_REGISTER;
            default -> COMPUTATION;
        };
    }
}
