package dev.understudy.isa.instruction;

/**
 * Where the operands of an instruction are (unprivileged ISA, section 2.3): which register fields it has and how its
 * immediate is laid out. {@link #immediate} and {@link #encode} are each other's inverse.
 */
public enum Format {
    /** rd, rs1, rs2. */
    R(true, true, true),
    /** rd, rs1, 12-bit signed. */
    I(true, true, false),
    /** rd, rs1, 12-bit signed offset: jalr. */
    JUMP(true, true, false),
    /** rd, rs1, 12-bit signed offset from memory. */
    LOAD(true, true, false),
    /** rd, rs1, 6-bit amount. */
    SHIFT(true, true, false),
    /** rd, rs1, 5-bit amount. */
    SHIFT_WORD(true, true, false),
    /** rs1, rs2, 12-bit signed offset to memory. */
    S(false, true, true),
    /** rs1, rs2, 13-bit signed even offset. */
    B(false, true, true),
    /** rd, the upper 20 of 32 bits, signed. */
    U(true, false, false),
    /** rd, 21-bit signed even offset. */
    J(true, false, false),
    /** rd, rs1, aq and rl as a 2-bit immediate. */
    LR(true, true, false),
    /** rd, rs1, rs2, aq and rl as a 2-bit immediate. */
    AMO(true, true, true),
    /** rd, rs1, 12-bit number of a CSR. */
    CSR(true, true, false),
    /** rd, 5-bit unsigned value in the place of rs1, 12-bit number of a CSR. */
    CSR_IMMEDIATE(true, true, false),
    /** rd and rs1 reserved, 12 bits of ordering: all ignored. */
    FENCE(true, true, false),
    /** rs1, rs2. */
    PAIR(false, true, true),
    /** No operands. */
    NONE(false, false, false);

    private final boolean hasRd;
    private final boolean hasRs1;
    private final boolean hasRs2;

    Format(boolean hasRd, boolean hasRs1, boolean hasRs2) {
        this.hasRd = hasRd;
        this.hasRs1 = hasRs1;
        this.hasRs2 = hasRs2;
    }

    /** 0 to 31; 0 where the format has none. */
    public int rd(int word) {
        return hasRd ? word >>> 7 & 31 : 0;
    }

    /** 0 to 31; 0 where the format has none. */
    public int rs1(int word) {
        return hasRs1 ? word >>> 15 & 31 : 0;
    }

    /** 0 to 31; 0 where the format has none. */
    public int rs2(int word) {
        return hasRs2 ? word >>> 20 & 31 : 0;
    }

    /** The immediate as the instruction uses it: signed where it is signed, shifted into place. */
    public int immediate(int word) {
        return switch (this) {
            case I, JUMP, LOAD -> word >> 20;
            case SHIFT -> word >>> 20 & 63;
            case SHIFT_WORD -> word >>> 20 & 31;
            case S -> word >> 25 << 5 | (word >>> 7 & 31);
            case B -> word >> 31 << 12 | (word >>> 7 & 1) << 11 | (word >>> 25 & 63) << 5 | (word >>> 8 & 15) << 1;
            case U -> word & 0xffff_f000;
            case J ->
                word >> 31 << 20 | (word >>> 12 & 0xff) << 12 | (word >>> 20 & 1) << 11 | (word >>> 21 & 0x3ff) << 1;
            case LR, AMO -> word >>> 25 & 3;
            case CSR, CSR_IMMEDIATE, FENCE -> word >>> 20;
            case R, PAIR, NONE -> 0;
        };
    }

    /** The word of {@code instruction} with these operands; those that the format lacks are ignored. */
    public int encode(int match, int rd, int rs1, int rs2, int immediate) {
        int word = match;
        word |= hasRd ? (rd & 31) << 7 : 0;
        word |= hasRs1 ? (rs1 & 31) << 15 : 0;
        word |= hasRs2 ? (rs2 & 31) << 20 : 0;
        return word | placed(immediate);
    }

    private int placed(int immediate) {
        return switch (this) {
            case I, JUMP, LOAD, CSR, CSR_IMMEDIATE, FENCE -> immediate << 20;
            case SHIFT -> (immediate & 63) << 20;
            case SHIFT_WORD -> (immediate & 31) << 20;
            case S -> immediate >> 5 << 25 | (immediate & 31) << 7;
            case B ->
                (immediate >> 12 & 1) << 31
                        | (immediate >> 5 & 63) << 25
                        | (immediate >> 1 & 15) << 8
                        | (immediate >> 11 & 1) << 7;
            case U -> immediate & 0xffff_f000;
            case J ->
                (immediate >> 20 & 1) << 31
                        | (immediate >> 1 & 0x3ff) << 21
                        | (immediate >> 11 & 1) << 20
                        | (immediate >> 12 & 0xff) << 12;
            case LR, AMO -> (immediate & 3) << 25;
            case R, PAIR, NONE -> 0;
        };
    }
}
