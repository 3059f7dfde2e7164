package dev.understudy.isa.instruction;

import dev.understudy.isa.ControlRegister;
import dev.understudy.isa.semantics.RoundingMode;
import java.util.List;

/** Instructions as text, in the plain forms of the table (no pseudo-instructions); offsets of pc are written {@code .+8}. */
public final class Disassembler {
    private static final List<String> REGISTERS = List.of(
            "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2", "a3", "a4", "a5", "a6",
            "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6");

    private static final List<String> FLOAT_REGISTERS = List.of(
            "ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7", "fs0", "fs1", "fa0", "fa1", "fa2", "fa3", "fa4",
            "fa5", "fa6", "fa7", "fs2", "fs3", "fs4", "fs5", "fs6", "fs7", "fs8", "fs9", "fs10", "fs11", "ft8", "ft9",
            "ft10", "ft11");
    private static final List<String> ROUNDING_MODES = List.of("rne", "rtz", "rdn", "rup", "rmm", "rm5", "rm6", "dyn");

    private Disassembler() {}

    /** The name of x0 to x31 in the calling convention. */
    public static String register(int index) {
        return REGISTERS.get(index);
    }

    /** The name of f0 to f31 in the calling convention. */
    public static String floatRegister(int index) {
        return FLOAT_REGISTERS.get(index);
    }

    private static String register(int index, boolean ofFloats) {
        return ofFloats ? floatRegister(index) : register(index);
    }

    /** Text of an instruction; of 16 bits if the low two say so, in its expanded form. */
    public static String text(int bits) {
        boolean compressed = Decoder.isCompressed(bits);
        int word = compressed ? CompressedForm.expand(bits & 0xffff) : bits;
        Instruction instruction = Decoder.decode(word);
        if (instruction == null) {
            return String.format(compressed ? ".half 0x%04x" : ".word 0x%08x", compressed ? bits & 0xffff : bits);
        }
        String operands = operands(instruction, word);
        String ordering = instruction.format() == Format.AMO || instruction.format() == Format.LR ? ordering(word) : "";
        return instruction.mnemonic() + ordering + (operands.isEmpty() ? "" : " " + operands);
    }

    private static String operands(Instruction instruction, int word) {
        Format format = instruction.format();
        String rd = register(format.rd(word), format.floatRd());
        String rs1 = register(format.rs1(word), format.floatRs1());
        String rs2 = register(format.rs2(word), format.floatRs2());
        int immediate = format.immediate(word);
        return switch (format) {
            case R, FLOAT_R_EXACT, FLOAT_COMPARE -> rd + "," + rs1 + "," + rs2;
            case I, SHIFT, SHIFT_WORD -> rd + "," + rs1 + "," + immediate;
            case JUMP, LOAD, FLOAT_LOAD -> rd + "," + immediate + "(" + rs1 + ")";
            case S, FLOAT_STORE -> rs2 + "," + immediate + "(" + rs1 + ")";
            case B -> rs1 + "," + rs2 + "," + relative(immediate);
            case U -> rd + ",0x" + Integer.toHexString(immediate >>> 12);
            case J -> rd + "," + relative(immediate);
            case LR -> rd + ",(" + rs1 + ")";
            case AMO -> rd + "," + rs2 + ",(" + rs1 + ")";
            case CSR -> rd + "," + ControlRegister.nameOf(immediate) + "," + rs1;
            case CSR_IMMEDIATE -> rd + "," + ControlRegister.nameOf(immediate) + "," + format.rs1(word);
            case PAIR -> rs1 + "," + rs2;
            case R4 -> rd + "," + rs1 + "," + rs2 + "," + floatRegister(Format.rs3(immediate)) + rounding(immediate);
            case FLOAT_R -> rd + "," + rs1 + "," + rs2 + rounding(immediate);
            case FLOAT_UNARY, FLOAT_TO_INTEGER, INTEGER_TO_FLOAT -> rd + "," + rs1 + rounding(immediate);
            case FROM_FLOAT, TO_FLOAT -> rd + "," + rs1;
            case FENCE, NONE -> "";
        };
    }

    /** The dynamic mode is left out; rm5 and rm6 are reserved. */
    private static String rounding(int immediate) {
        int mode = immediate & 7;
        return mode == RoundingMode.DYN ? "" : "," + ROUNDING_MODES.get(mode);
    }

    private static String relative(int offset) {
        return offset < 0 ? ".-" + -offset : ".+" + offset;
    }

    private static String ordering(int word) {
        return switch (Format.AMO.immediate(word)) {
            case 0 -> "";
            case 1 -> ".rl";
            case 2 -> ".aq";
            default -> ".aqrl";
        };
    }
}
