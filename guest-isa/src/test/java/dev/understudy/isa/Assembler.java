package dev.understudy.isa;

import dev.understudy.isa.instruction.Disassembler;
import dev.understudy.isa.instruction.Format;
import dev.understudy.isa.instruction.Instruction;
import java.util.List;
import java.util.Locale;

/** The inverse of the Disassembler, for tests: one plain instruction a line, offsets as {@code .+8}. */
public final class Assembler {
    private Assembler() {}

    /** The 32-bit word of one instruction. */
    public static int word(String text) {
        String[] parts = text.trim().split("\\s+", 2);
        String mnemonic = parts[0];
        int ordering = (mnemonic.contains(".aq") ? 2 : 0) | (mnemonic.endsWith("rl") ? 1 : 0);
        String name =
                mnemonic.replaceAll("\\.(aqrl|aq|rl)$", "").replace('.', '_').toUpperCase(Locale.ROOT);
        Instruction instruction = Instruction.valueOf(name);
        String[] o = parts.length == 1 ? new String[0] : parts[1].split("[,()]+");
        return switch (instruction.format()) {
            case R -> encode(instruction, register(o[0]), register(o[1]), register(o[2]), 0);
            case I, SHIFT, SHIFT_WORD -> encode(instruction, register(o[0]), register(o[1]), 0, number(o[2]));
            case JUMP, LOAD -> encode(instruction, register(o[0]), register(o[2]), 0, number(o[1]));
            case S -> encode(instruction, 0, register(o[2]), register(o[0]), number(o[1]));
            case B -> encode(instruction, 0, register(o[0]), register(o[1]), number(o[2]));
            case U -> encode(instruction, register(o[0]), 0, 0, number(o[1]) << 12);
            case J -> encode(instruction, register(o[0]), 0, 0, number(o[1]));
            case LR -> encode(instruction, register(o[0]), register(o[1]), 0, ordering);
            case AMO -> encode(instruction, register(o[0]), register(o[2]), register(o[1]), ordering);
            case CSR -> encode(instruction, register(o[0]), register(o[2]), 0, control(o[1]));
            case CSR_IMMEDIATE -> encode(instruction, register(o[0]), number(o[2]), 0, control(o[1]));
            case PAIR -> encode(instruction, 0, register(o[0]), register(o[1]), 0);
            case FLOAT_LOAD -> encode(instruction, floats(o[0]), register(o[2]), 0, number(o[1]));
            case FLOAT_STORE -> encode(instruction, 0, register(o[2]), floats(o[0]), number(o[1]));
            case R4 ->
                encode(instruction, floats(o[0]), floats(o[1]), floats(o[2]), floats(o[3]) << 3 | rounding(o, 4));
            case FLOAT_R -> encode(instruction, floats(o[0]), floats(o[1]), floats(o[2]), rounding(o, 3));
            case FLOAT_R_EXACT -> encode(instruction, floats(o[0]), floats(o[1]), floats(o[2]), 0);
            case FLOAT_UNARY -> encode(instruction, floats(o[0]), floats(o[1]), 0, rounding(o, 2));
            case FLOAT_COMPARE -> encode(instruction, register(o[0]), floats(o[1]), floats(o[2]), 0);
            case FLOAT_TO_INTEGER, FROM_FLOAT -> encode(instruction, register(o[0]), floats(o[1]), 0, rounding(o, 2));
            case INTEGER_TO_FLOAT, TO_FLOAT -> encode(instruction, floats(o[0]), register(o[1]), 0, rounding(o, 2));
            case FENCE, NONE -> instruction.match();
        };
    }

    private static int encode(Instruction instruction, int rd, int rs1, int rs2, int immediate) {
        Format format = instruction.format();
        return format.encode(instruction.match(), rd, rs1, rs2, immediate);
    }

    private static int register(String name) {
        for (int i = 0; i < 32; i++) {
            if (Disassembler.register(i).equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no register " + name);
    }

    private static int floats(String name) {
        for (int i = 0; i < 32; i++) {
            if (Disassembler.floatRegister(i).equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no floating-point register " + name);
    }

    /** The rm field that operand {@code at} names; dynamic if there is none. */
    private static int rounding(String[] operands, int at) {
        if (operands.length <= at) {
            return 7;
        }
        return List.of("rne", "rtz", "rdn", "rup", "rmm", "rm5", "rm6").indexOf(operands[at]);
    }

    private static int control(String name) {
        for (int i = 0; i < 1 << 12; i++) {
            if (ControlRegister.nameOf(i).equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no CSR " + name);
    }

    private static int number(String text) {
        return Long.decode(text.replace(".+", "").replace(".-", "-")).intValue();
    }
}
