package dev.understudy.isa.translator;

import dev.understudy.isa.instruction.Instruction;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes the code of a region's blocks. What computes is a call of the method that defines it, which HotSpot inlines, or else a
 * JVM instruction that is the same.
 */
final class BlockWriter {
    private static final String COMPUTES = "(JJ)J";
    private static final String DECIDES = "(JJ)Z";

    private final MethodVisitor code;
    private final GuestRegisters registers;
    private final RegionLabels labels;
    private final ArithmeticWriter arithmetic;
    private final MemoryWriter memory;
    private final FloatWriter floats;

    BlockWriter(MethodVisitor code, GuestRegisters registers, PageCaches pages, RegionLabels labels) {
        this.code = code;
        this.registers = registers;
        this.labels = labels;
        this.arithmetic = new ArithmeticWriter(code);
        this.floats = new FloatWriter(code, registers, labels.undone);
        this.memory = new MemoryWriter(code, registers, pages, floats);
    }

    /**
     * Writes a block.
     *
     * @param runsInto whether the block that it runs on to is written next
     */
    void write(Block block, boolean runsInto) {
        int size = block.body().size();
        if (size == 0) {
            code.visitJumpInsn(Opcodes.GOTO, labels.exit(block.offset()));
            return;
        }
        count(block.offset(), size);
        int inside = block.end() == Flow.BRANCH ? size - 1 : size;
        for (int i = 0; i < inside; i++) {
            write(block.body().get(i), size - i);
        }
        if (block.end() == Flow.BRANCH) {
            branch(block.last(), runsInto);
        } else if (block.end() == Flow.NEXT && !runsInto) {
            code.visitJumpInsn(Opcodes.GOTO, labels.to(block.next()));
        }
    }

    private void count(int offset, int instructions) {
        code.visitVarInsn(Opcodes.ILOAD, Locals.REMAINING);
        code.visitIntInsn(Opcodes.SIPUSH, instructions);
        code.visitJumpInsn(Opcodes.IF_ICMPLT, labels.exit(offset));
        code.visitIincInsn(Locals.REMAINING, -instructions);
    }

    /** @param uncounted instructions of the block from this one on */
    private void write(Decoded decoded, int uncounted) {
        switch (decoded.instruction()) {
            case LUI -> {
                code.visitLdcInsn((long) decoded.immediate());
                registers.store(decoded.rd());
            }
            case AUIPC -> {
                Locals.pushAddress(code, decoded.target());
                registers.store(decoded.rd());
            }
            case JAL -> jumpAndLink(decoded);
            case JALR -> jumpIndirect(decoded);
            case FENCE, FENCE_I -> {
                // One hart, and no cache that differs from memory.
            }
            default -> {
                if (MemoryWriter.accesses(decoded.instruction())) {
                    memory.write(decoded, uncounted);
                } else if (decoded.isFloat()) {
                    memory.note(decoded, uncounted);
                    floats.compute(decoded);
                } else {
                    compute(decoded);
                }
            }
        }
    }

    private void compute(Decoded decoded) {
        if (decoded.rd() == 0) {
            return;
        }
        operands(decoded);
        if (!arithmetic.compute(decoded.instruction())) {
            invoke(decoded.instruction(), COMPUTES);
        }
        registers.store(decoded.rd());
    }

    private void operands(Decoded decoded) {
        registers.load(decoded.rs1());
        switch (decoded.instruction().format()) {
            case R, B -> registers.load(decoded.rs2());
            default -> code.visitLdcInsn((long) decoded.immediate());
        }
    }

    private void invoke(Instruction instruction, String descriptor) {
        code.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                Type.getInternalName(instruction.owner().type()),
                instruction.method(),
                descriptor,
                false);
    }

    private void branch(Decoded decoded, boolean runsInto) {
        operands(decoded);
        int jump = arithmetic.compare(decoded.instruction());
        if (jump == 0) {
            invoke(decoded.instruction(), DECIDES);
            jump = Opcodes.IFNE;
        }
        if (decoded.target() <= decoded.offset()) {
            // A jump back is a safepoint, in which C2 would keep the outcome of a comparison.
            code.visitJumpInsn(ArithmeticWriter.inverse(jump), labels.to(decoded.next()));
            code.visitJumpInsn(Opcodes.GOTO, labels.to(decoded.target()));
        } else {
            code.visitJumpInsn(jump, labels.to(decoded.target()));
            if (!runsInto) {
                code.visitJumpInsn(Opcodes.GOTO, labels.to(decoded.next()));
            }
        }
    }

    private void jumpAndLink(Decoded decoded) {
        link(decoded);
        code.visitJumpInsn(Opcodes.GOTO, labels.to(decoded.target()));
    }

    private void link(Decoded decoded) {
        if (decoded.rd() != 0) {
            Locals.pushAddress(code, decoded.next());
            registers.store(decoded.rd());
        }
    }

    /** To an entry in the same page it goes by the dispatch, elsewhere it leaves the region. */
    private void jumpIndirect(Decoded decoded) {
        registers.load(decoded.rs1());
        code.visitLdcInsn((long) decoded.immediate());
        code.visitInsn(Opcodes.LADD);
        code.visitLdcInsn(~1L);
        code.visitInsn(Opcodes.LAND);
        code.visitVarInsn(Opcodes.LSTORE, Locals.PC);
        link(decoded);
        code.visitVarInsn(Opcodes.LLOAD, Locals.PC);
        code.visitVarInsn(Opcodes.LLOAD, Locals.PAGE);
        code.visitInsn(Opcodes.LSUB);
        code.visitInsn(Opcodes.DUP2);
        code.visitInsn(Opcodes.L2I);
        code.visitInsn(Opcodes.ICONST_1);
        code.visitInsn(Opcodes.IUSHR);
        code.visitVarInsn(Opcodes.ISTORE, Locals.ENTRY);
        code.visitIntInsn(Opcodes.BIPUSH, PageBytes.BITS);
        code.visitInsn(Opcodes.LUSHR);
        code.visitInsn(Opcodes.LCONST_0);
        code.visitInsn(Opcodes.LCMP);
        code.visitJumpInsn(Opcodes.IFNE, labels.leave);
        RegionConstants.ENTRIES.push(code);
        code.visitVarInsn(Opcodes.ILOAD, Locals.ENTRY);
        code.visitInsn(Opcodes.BALOAD);
        code.visitInsn(Opcodes.DUP);
        code.visitVarInsn(Opcodes.ISTORE, Locals.ENTRY);
        code.visitJumpInsn(Opcodes.IFEQ, labels.leave);
        code.visitJumpInsn(Opcodes.GOTO, labels.dispatch);
    }
}
