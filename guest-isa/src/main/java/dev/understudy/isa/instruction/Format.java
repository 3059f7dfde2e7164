package dev.understudy.isa.instruction;

/**
 * Where the operands of an instruction are (unprivileged ISA, section 2.3): which register fields it has, of which file, and
 * how its immediate is laid out. {@link #immediate} and {@link #encode} are each other's inverse.
 */
public enum Format {
    /** rd, rs1, rs2. */
    R("xxx"),
    /** rd, rs1, 12-bit signed. */
    I("xx-"),
    /** rd, rs1, 12-bit signed offset: jalr. */
    JUMP("xx-"),
    /** rd, rs1, 12-bit signed offset from memory. */
    LOAD("xx-"),
    /** rd, rs1, 6-bit amount. */
    SHIFT("xx-"),
    /** rd, rs1, 5-bit amount. */
    SHIFT_WORD("xx-"),
    /** rs1, rs2, 12-bit signed offset to memory. */
    S("-xx"),
    /** rs1, rs2, 13-bit signed even offset. */
    B("-xx"),
    /** rd, the upper 20 of 32 bits, signed. */
    U("x--"),
    /** rd, 21-bit signed even offset. */
    J("x--"),
    /** rd, rs1, aq and rl as a 2-bit immediate. */
    LR("xx-"),
    /** rd, rs1, rs2, aq and rl as a 2-bit immediate. */
    AMO("xxx"),
    /** rd, rs1, 12-bit number of a CSR. */
    CSR("xx-"),
    /** rd, 5-bit unsigned value in the place of rs1, 12-bit number of a CSR. */
    CSR_IMMEDIATE("xx-"),
    /** rd and rs1 reserved, 12 bits of ordering: all ignored. */
    FENCE("xx-"),
    /** rs1, rs2. */
    PAIR("-xx"),
    /** No operands. */
    NONE("---"),

    // Floating point; where there is an immediate that is no offset, its low 3 bits are the rounding mode.
    FLOAT_LOAD("fx-"),
    FLOAT_STORE("-xf"),
    /** The immediate has rs3 above the rounding mode. */
    R4("fff"),
    FLOAT_R("fff"),
    /** No rounding mode. */
    FLOAT_R_EXACT("fff"),
    FLOAT_UNARY("ff-"),
    FLOAT_COMPARE("xff"),
    FLOAT_TO_INTEGER("xf-"),
    INTEGER_TO_FLOAT("fx-"),
    /** No rounding mode. */
    FROM_FLOAT("xf-"),
    /** No rounding mode. */
    TO_FLOAT("fx-");

    private final String registers;

    /** For rd, rs1 and rs2: x, f, or - if there is none. */
    Format(String registers) {
        this.registers = registers;
    }

    private boolean has(int operand) {
        return registers.charAt(operand) != '-';
    }

    /** 0 to 31; 0 where the format has none. */
    public int rd(int word) {
        return has(0) ? word >>> 7 & 31 : 0;
    }

    /** 0 to 31; 0 where the format has none. */
    public int rs1(int word) {
        return has(1) ? word >>> 15 & 31 : 0;
    }

    /** 0 to 31; 0 where the format has none. */
    public int rs2(int word) {
        return has(2) ? word >>> 20 & 31 : 0;
    }

    /** True if rd is one of f0 to f31. */
    public boolean floatRd() {
        return registers.charAt(0) == 'f';
    }

    /** True if rs1 is one of f0 to f31. */
    public boolean floatRs1() {
        return registers.charAt(1) == 'f';
    }

    /** True if rs2 is one of f0 to f31. */
    public boolean floatRs2() {
        return registers.charAt(2) == 'f';
    }

    /** Of {@link #R4}, whose immediate this is: 0 to 31, of f0 to f31. */
    public static int rs3(int immediate) {
        return immediate >>> 3 & 31;
    }

    /** True if the low 3 bits of the immediate are a rounding mode. */
    public boolean hasRoundingMode() {
        return switch (this) {
            case R4, FLOAT_R, FLOAT_UNARY, FLOAT_TO_INTEGER, INTEGER_TO_FLOAT -> true;
            default -> false;
        };
    }

    /** The immediate as the instruction uses it: signed where it is signed, shifted into place. */
    public int immediate(int word) {
        return switch (this) {
            case I, JUMP, LOAD, FLOAT_LOAD -> word >> 20;
            case SHIFT -> word >>> 20 & 63;
            case SHIFT_WORD -> word >>> 20 & 31;
            case S, FLOAT_STORE -> word >> 25 << 5 | (word >>> 7 & 31);
            case B -> word >> 31 << 12 | (word >>> 7 & 1) << 11 | (word >>> 25 & 63) << 5 | (word >>> 8 & 15) << 1;
            case U -> word & 0xffff_f000;
            case J ->
                word >> 31 << 20 | (word >>> 12 & 0xff) << 12 | (word >>> 20 & 1) << 11 | (word >>> 21 & 0x3ff) << 1;
            case LR, AMO -> word >>> 25 & 3;
            case CSR, CSR_IMMEDIATE, FENCE -> word >>> 20;
            case R4 -> (word >>> 27) << 3 | (word >>> 12 & 7);
            case FLOAT_R, FLOAT_UNARY, FLOAT_TO_INTEGER, INTEGER_TO_FLOAT -> word >>> 12 & 7;
            case R, PAIR, NONE, FLOAT_R_EXACT, FLOAT_COMPARE, FROM_FLOAT, TO_FLOAT -> 0;
        };
    }

    /** The word of {@code instruction} with these operands; those that the format lacks are ignored. */
    public int encode(int match, int rd, int rs1, int rs2, int immediate) {
        int word = match;
        word |= has(0) ? (rd & 31) << 7 : 0;
        word |= has(1) ? (rs1 & 31) << 15 : 0;
        word |= has(2) ? (rs2 & 31) << 20 : 0;
        return word | placed(immediate);
    }

    private int placed(int immediate) {
        return switch (this) {
            case I, JUMP, LOAD, FLOAT_LOAD, CSR, CSR_IMMEDIATE, FENCE -> immediate << 20;
            case SHIFT -> (immediate & 63) << 20;
            case SHIFT_WORD -> (immediate & 31) << 20;
            case S, FLOAT_STORE -> immediate >> 5 << 25 | (immediate & 31) << 7;
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
            case R4 -> rs3(immediate) << 27 | (immediate & 7) << 12;
            case FLOAT_R, FLOAT_UNARY, FLOAT_TO_INTEGER, INTEGER_TO_FLOAT -> (immediate & 7) << 12;
            case R, PAIR, NONE, FLOAT_R_EXACT, FLOAT_COMPARE, FROM_FLOAT, TO_FLOAT -> 0;
        };
    }
}
