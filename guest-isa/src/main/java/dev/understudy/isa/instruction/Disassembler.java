package dev.understudy.isa.instruction;

import dev.understudy.isa.ControlRegister;
import java.util.List;

/** Instructions as text, in the plain forms of the table (no pseudo-instructions); offsets of pc are written {@code .+8}. */
public final class Disassembler {
    private static final List<String> REGISTERS = List.of(
            "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2", "a3", "a4", "a5", "a6",
            "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6");

    private Disassembler() {}

    /** The name of x0 to x31 in the calling convention. */
    public static String register(int index) {
        return REGISTERS.get(index);
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
        String rd = register(format.rd(word));
        String rs1 = register(format.rs1(word));
        String rs2 = register(format.rs2(word));
        int immediate = format.immediate(word);
        return switch (format) {
            case R -> rd + "," + rs1 + "," + rs2;
            case I, SHIFT, SHIFT_WORD -> rd + "," + rs1 + "," + immediate;
            case JUMP, LOAD -> rd + "," + immediate + "(" + rs1 + ")";
            case S -> rs2 + "," + immediate + "(" + rs1 + ")";
            case B -> rs1 + "," + rs2 + "," + relative(immediate);
            case U -> rd + ",0x" + Integer.toHexString(immediate >>> 12);
            case J -> rd + "," + relative(immediate);
            case LR -> rd + ",(" + rs1 + ")";
            case AMO -> rd + "," + rs2 + ",(" + rs1 + ")";
            case CSR -> rd + "," + ControlRegister.nameOf(immediate) + "," + rs1;
            case CSR_IMMEDIATE -> rd + "," + ControlRegister.nameOf(immediate) + "," + format.rs1(word);
            case PAIR -> rs1 + "," + rs2;
            case FENCE, NONE -> "";
        };
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
