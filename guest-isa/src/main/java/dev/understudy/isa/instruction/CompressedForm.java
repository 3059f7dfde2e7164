package dev.understudy.isa.instruction;

import java.util.function.IntUnaryOperator;

/**
 * The compressed forms of RV64C (unprivileged ISA, chapter 27), one row each: the 16 bits and the 32-bit instruction that
 * it stands for. The first row that matches counts; an expansion of 0 is a reserved encoding.
 */
public enum CompressedForm {
    // Quadrant 0
    C_ADDI4SPN("000 ........ ... 00", h -> nonzero(spn(h), i -> make(Instruction.ADDI, low(h, 2), 2, 0, i))),
    C_FLD("001 ... ... .. ... 00", h -> make(Instruction.FLD, low(h, 2), low(h, 7), 0, offsetOfDouble(h))),
    C_LW("010 ... ... .. ... 00", h -> make(Instruction.LW, low(h, 2), low(h, 7), 0, offsetOfWord(h))),
    C_LD("011 ... ... .. ... 00", h -> make(Instruction.LD, low(h, 2), low(h, 7), 0, offsetOfDouble(h))),
    C_FSD("101 ... ... .. ... 00", h -> make(Instruction.FSD, 0, low(h, 7), low(h, 2), offsetOfDouble(h))),
    C_SW("110 ... ... .. ... 00", h -> make(Instruction.SW, 0, low(h, 7), low(h, 2), offsetOfWord(h))),
    C_SD("111 ... ... .. ... 00", h -> make(Instruction.SD, 0, low(h, 7), low(h, 2), offsetOfDouble(h))),

    // Quadrant 1
    C_ADDI("000 . ..... ..... 01", h -> make(Instruction.ADDI, rd(h), rd(h), 0, signed6(h))),
    C_ADDIW("001 . ..... ..... 01", h -> rd(h) == 0 ? 0 : make(Instruction.ADDIW, rd(h), rd(h), 0, signed6(h))),
    C_LI("010 . ..... ..... 01", h -> make(Instruction.ADDI, rd(h), 0, 0, signed6(h))),
    C_ADDI16SP("011 . 00010 ..... 01", h -> nonzero(sp16(h), i -> make(Instruction.ADDI, 2, 2, 0, i))),
    C_LUI("011 . ..... ..... 01", h -> nonzero(signed6(h), i -> make(Instruction.LUI, rd(h), 0, 0, i << 12))),
    C_SRLI("100 . 00 ... ..... 01", h -> make(Instruction.SRLI, low(h, 7), low(h, 7), 0, unsigned6(h))),
    C_SRAI("100 . 01 ... ..... 01", h -> make(Instruction.SRAI, low(h, 7), low(h, 7), 0, unsigned6(h))),
    C_ANDI("100 . 10 ... ..... 01", h -> make(Instruction.ANDI, low(h, 7), low(h, 7), 0, signed6(h))),
    C_SUB("100 0 11 ... 00 ... 01", h -> make(Instruction.SUB, low(h, 7), low(h, 7), low(h, 2), 0)),
    C_XOR("100 0 11 ... 01 ... 01", h -> make(Instruction.XOR, low(h, 7), low(h, 7), low(h, 2), 0)),
    C_OR("100 0 11 ... 10 ... 01", h -> make(Instruction.OR, low(h, 7), low(h, 7), low(h, 2), 0)),
    C_AND("100 0 11 ... 11 ... 01", h -> make(Instruction.AND, low(h, 7), low(h, 7), low(h, 2), 0)),
    C_SUBW("100 1 11 ... 00 ... 01", h -> make(Instruction.SUBW, low(h, 7), low(h, 7), low(h, 2), 0)),
    C_ADDW("100 1 11 ... 01 ... 01", h -> make(Instruction.ADDW, low(h, 7), low(h, 7), low(h, 2), 0)),
    C_J("101 ........... 01", h -> make(Instruction.JAL, 0, 0, 0, jump(h))),
    C_BEQZ("110 ... ... ..... 01", h -> make(Instruction.BEQ, 0, low(h, 7), 0, branch(h))),
    C_BNEZ("111 ... ... ..... 01", h -> make(Instruction.BNE, 0, low(h, 7), 0, branch(h))),

    // Quadrant 2
    C_SLLI("000 . ..... ..... 10", h -> make(Instruction.SLLI, rd(h), rd(h), 0, unsigned6(h))),
    C_FLDSP("001 . ..... ..... 10", h -> make(Instruction.FLD, rd(h), 2, 0, doubleFromSp(h))),
    C_LWSP("010 . ..... ..... 10", h -> rd(h) == 0 ? 0 : make(Instruction.LW, rd(h), 2, 0, wordFromSp(h))),
    C_LDSP("011 . ..... ..... 10", h -> rd(h) == 0 ? 0 : make(Instruction.LD, rd(h), 2, 0, doubleFromSp(h))),
    C_JR("100 0 ..... 00000 10", h -> rd(h) == 0 ? 0 : make(Instruction.JALR, 0, rd(h), 0, 0)),
    C_MV("100 0 ..... ..... 10", h -> make(Instruction.ADD, rd(h), 0, rs2(h), 0)),
    C_EBREAK("100 1 00000 00000 10", h -> Instruction.EBREAK.match()),
    C_JALR("100 1 ..... 00000 10", h -> make(Instruction.JALR, 1, rd(h), 0, 0)),
    C_ADD("100 1 ..... ..... 10", h -> make(Instruction.ADD, rd(h), rd(h), rs2(h), 0)),
    C_FSDSP("101 ...... ..... 10", h -> make(Instruction.FSD, 0, 2, rs2(h), doubleToSp(h))),
    C_SWSP("110 ...... ..... 10", h -> make(Instruction.SW, 0, 2, rs2(h), wordToSp(h))),
    C_SDSP("111 ...... ..... 10", h -> make(Instruction.SD, 0, 2, rs2(h), doubleToSp(h)));

    private static final CompressedForm[] FORMS = values();

    private final BitPattern pattern;
    private final IntUnaryOperator expansion;

    CompressedForm(String pattern, IntUnaryOperator expansion) {
        this.pattern = BitPattern.parse(pattern, 16);
        this.expansion = expansion;
    }

    /** The form of these 16 bits, null if there is none; its expansion may still be reserved. */
    public static CompressedForm of(int halfword) {
        for (CompressedForm form : FORMS) {
            if ((halfword & form.pattern.mask()) == form.pattern.match()) {
                return form;
            }
        }
        return null;
    }

    /** The 32-bit instruction that these 16 bits stand for, 0 (an illegal instruction) if they are reserved. */
    public static int expand(int halfword) {
        CompressedForm form = of(halfword);
        return form == null ? 0 : form.expansion.applyAsInt(halfword);
    }

    private static int make(Instruction instruction, int rd, int rs1, int rs2, int immediate) {
        return instruction.format().encode(instruction.match(), rd, rs1, rs2, immediate);
    }

    private static int nonzero(int immediate, IntUnaryOperator expansion) {
        return immediate == 0 ? 0 : expansion.applyAsInt(immediate);
    }

    private static int rd(int h) {
        return field(h, 7, 5, 0);
    }

    private static int rs2(int h) {
        return field(h, 2, 5, 0);
    }

    /** A 3-bit register field: x8 to x15, or f8 to f15. */
    private static int low(int h, int from) {
        return 8 + field(h, from, 3, 0);
    }

    /** {@code width} bits from bit {@code from} of the encoding, moved to bit {@code to}. */
    private static int field(int h, int from, int width, int to) {
        return (h >>> from & (1 << width) - 1) << to;
    }

    /** Bit 12 of the encoding is the sign, of weight {@code 1 << bit}. */
    private static int sign(int h, int bit) {
        return -field(h, 12, 1, bit);
    }

    private static int signed6(int h) {
        return sign(h, 5) | field(h, 2, 5, 0);
    }

    private static int unsigned6(int h) {
        return field(h, 12, 1, 5) | field(h, 2, 5, 0);
    }

    private static int spn(int h) {
        return field(h, 11, 2, 4) | field(h, 7, 4, 6) | field(h, 6, 1, 2) | field(h, 5, 1, 3);
    }

    private static int sp16(int h) {
        return sign(h, 9) | field(h, 6, 1, 4) | field(h, 5, 1, 6) | field(h, 3, 2, 7) | field(h, 2, 1, 5);
    }

    private static int offsetOfWord(int h) {
        return field(h, 10, 3, 3) | field(h, 6, 1, 2) | field(h, 5, 1, 6);
    }

    private static int offsetOfDouble(int h) {
        return field(h, 10, 3, 3) | field(h, 5, 2, 6);
    }

    private static int wordFromSp(int h) {
        return field(h, 12, 1, 5) | field(h, 4, 3, 2) | field(h, 2, 2, 6);
    }

    private static int doubleFromSp(int h) {
        return field(h, 12, 1, 5) | field(h, 5, 2, 3) | field(h, 2, 3, 6);
    }

    private static int wordToSp(int h) {
        return field(h, 9, 4, 2) | field(h, 7, 2, 6);
    }

    private static int doubleToSp(int h) {
        return field(h, 10, 3, 3) | field(h, 7, 3, 6);
    }

    private static int jump(int h) {
        return sign(h, 11)
                | field(h, 11, 1, 4)
                | field(h, 9, 2, 8)
                | field(h, 8, 1, 10)
                | field(h, 7, 1, 6)
                | field(h, 6, 1, 7)
                | field(h, 3, 3, 1)
                | field(h, 2, 1, 5);
    }

    private static int branch(int h) {
        return sign(h, 8) | field(h, 10, 2, 3) | field(h, 5, 2, 6) | field(h, 3, 2, 1) | field(h, 2, 1, 5);
    }
}
