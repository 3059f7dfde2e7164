package dev.understudy.isa.translator;

import dev.understudy.isa.instruction.Instruction;

/** What an instruction means for the flow of control inside a region. */
enum Flow {
    /** Computes or accesses memory; the next one follows. */
    NEXT,
    /** Goes to its target or to the next one. */
    BRANCH,
    /** Goes to its target, which is known. */
    JUMP,
    /** Goes to where a register says. */
    INDIRECT,
    /** Left to the interpreter. */
    LEAVE;

    static Flow of(Instruction instruction) {
        return switch (instruction) {
            case BEQ, BNE, BLT, BGE, BLTU, BGEU -> BRANCH;
            case JAL -> JUMP;
            case JALR -> INDIRECT;
            case ECALL, EBREAK, SRET, MRET, WFI, SFENCE_VMA -> LEAVE;
            case CSRRW, CSRRS, CSRRC, CSRRWI, CSRRSI, CSRRCI -> LEAVE;
            default -> NEXT;
        };
    }
}
