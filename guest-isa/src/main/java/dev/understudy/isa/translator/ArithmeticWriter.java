package dev.understudy.isa.translator;

import dev.understudy.isa.instruction.Instruction;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Writes what the JVM has an instruction for, in place of a call of the method that defines it: HotSpot would inline each of
 * those calls, at a price that is most of compiling a region, and only as far as its limits go.
 */
final class ArithmeticWriter {
    private final MethodVisitor code;

    ArithmeticWriter(MethodVisitor code) {
        this.code = code;
    }

    /** With two operands on the stack, leaves the result; false if the JVM has no such instruction. */
    boolean compute(Instruction instruction) {
        switch (instruction) {
            case ADD, ADDI -> code.visitInsn(Opcodes.LADD);
            case SUB -> code.visitInsn(Opcodes.LSUB);
            case AND, ANDI -> code.visitInsn(Opcodes.LAND);
            case OR, ORI -> code.visitInsn(Opcodes.LOR);
            case XOR, XORI -> code.visitInsn(Opcodes.LXOR);
            case MUL -> code.visitInsn(Opcodes.LMUL);
            case SLL, SLLI -> shift(Opcodes.LSHL);
            case SRL, SRLI -> shift(Opcodes.LUSHR);
            case SRA, SRAI -> shift(Opcodes.LSHR);
            case ADDW, ADDIW -> word(Opcodes.LADD);
            case SUBW -> word(Opcodes.LSUB);
            case MULW -> word(Opcodes.LMUL);
            case SLLW, SLLIW -> shiftWord(Opcodes.ISHL);
            case SRLW, SRLIW -> shiftWord(Opcodes.IUSHR);
            case SRAW, SRAIW -> shiftWord(Opcodes.ISHR);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** The JVM takes a shift's amount modulo 64, as the guest does (unprivileged ISA, section 5.2). */
    private void shift(int opcode) {
        code.visitInsn(Opcodes.L2I);
        code.visitInsn(opcode);
    }

    private void word(int opcode) {
        code.visitInsn(opcode);
        code.visitInsn(Opcodes.L2I);
        code.visitInsn(Opcodes.I2L);
    }

    private void shiftWord(int opcode) {
        code.visitInsn(Opcodes.L2I);
        code.visitInsn(Opcodes.DUP_X2);
        code.visitInsn(Opcodes.POP);
        code.visitInsn(Opcodes.L2I);
        code.visitInsn(Opcodes.SWAP);
        code.visitInsn(opcode);
        code.visitInsn(Opcodes.I2L);
    }

    /** With two operands on the stack, the JVM's jump that is taken where the branch is; 0 if there is none. */
    int compare(Instruction instruction) {
        int jump = switch (instruction) {
            case BEQ -> Opcodes.IFEQ;
            case BNE -> Opcodes.IFNE;
            case BLT -> Opcodes.IFLT;
            case BGE -> Opcodes.IFGE;
            default -> 0;
        };
        if (jump != 0) {
            code.visitInsn(Opcodes.LCMP);
        }
        return jump;
    }

    /** The jump that is taken where this one, among the six that compare with 0, is not. */
    static int inverse(int jump) {
        return (jump + 1 ^ 1) - 1;
    }
}
