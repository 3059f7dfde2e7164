package dev.understudy.isa.translator;

import dev.understudy.isa.instruction.Format;
import dev.understudy.isa.instruction.Instruction;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Writes the code of a region's blocks. What computes is a call of the method that defines it, which HotSpot inlines. */
final class BlockWriter {
    private static final String COMPUTES = "(JJ)J";
    private static final String DECIDES = "(JJ)Z";

    private final MethodVisitor code;
    private final IntFunction<Label> exit;
    private final IntConsumer jump;
    private final Label dispatch;
    private final Label leave;
    private final MemoryWriter memory;
    private final FloatWriter floats;

    /**
     * @param exit gives the label where the region is left with pc at that offset
     * @param jump writes a jump to the block at that offset, or to its exit
     */
    BlockWriter(MethodVisitor code, IntFunction<Label> exit, IntConsumer jump, Label dispatch, Label leave) {
        this.code = code;
        this.exit = exit;
        this.jump = jump;
        this.dispatch = dispatch;
        this.leave = leave;
        this.floats = new FloatWriter(code);
        this.memory = new MemoryWriter(code, floats);
    }

    void write(Block block) {
        int size = block.body().size();
        if (size == 0) {
            code.visitJumpInsn(Opcodes.GOTO, exit.apply(block.offset()));
            return;
        }
        count(block.offset(), size);
        for (int i = 0; i < size; i++) {
            write(block.body().get(i), size - i);
        }
        if (block.end() == Flow.NEXT || block.end() == Flow.BRANCH) {
            jump.accept(block.next());
        }
    }

    private void count(int offset, int instructions) {
        code.visitVarInsn(Opcodes.ILOAD, Locals.REMAINING);
        code.visitIntInsn(Opcodes.SIPUSH, instructions);
        code.visitJumpInsn(Opcodes.IF_ICMPLT, exit.apply(offset));
        code.visitIincInsn(Locals.REMAINING, -instructions);
    }

    /** @param uncounted instructions of the block from this one on */
    private void write(Decoded decoded, int uncounted) {
        Format format = decoded.instruction().format();
        switch (decoded.instruction()) {
            case LUI -> {
                GuestRegisters.aim(code, decoded.rd());
                code.visitLdcInsn((long) decoded.immediate());
                GuestRegisters.store(code, decoded.rd());
            }
            case AUIPC -> {
                GuestRegisters.aim(code, decoded.rd());
                pageAnd(decoded.target());
                GuestRegisters.store(code, decoded.rd());
            }
            case JAL -> jumpAndLink(decoded);
            case JALR -> jumpIndirect(decoded);
            case FENCE, FENCE_I -> {
                // One hart, and no cache that differs from memory.
            }
            default -> {
                if (format == Format.B) {
                    branch(decoded);
                } else if (MemoryWriter.accesses(decoded.instruction())) {
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
        GuestRegisters.aim(code, decoded.rd());
        operands(decoded);
        invoke(decoded.instruction(), COMPUTES);
        GuestRegisters.store(code, decoded.rd());
    }

    private void operands(Decoded decoded) {
        GuestRegisters.load(code, decoded.rs1());
        switch (decoded.instruction().format()) {
            case R, B -> GuestRegisters.load(code, decoded.rs2());
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

    private void branch(Decoded decoded) {
        operands(decoded);
        invoke(decoded.instruction(), DECIDES);
        Label notTaken = new Label();
        code.visitJumpInsn(Opcodes.IFEQ, notTaken);
        jump.accept(decoded.target());
        Locals.frameAt(code, notTaken);
    }

    private void jumpAndLink(Decoded decoded) {
        link(decoded);
        jump.accept(decoded.target());
    }

    private void link(Decoded decoded) {
        if (decoded.rd() != 0) {
            GuestRegisters.aim(code, decoded.rd());
            pageAnd(decoded.next());
            GuestRegisters.store(code, decoded.rd());
        }
    }

    /** To an entry in the same page it goes by the dispatch, elsewhere it leaves the region. */
    private void jumpIndirect(Decoded decoded) {
        GuestRegisters.load(code, decoded.rs1());
        code.visitLdcInsn((long) decoded.immediate());
        code.visitInsn(Opcodes.LADD);
        code.visitLdcInsn(~1L);
        code.visitInsn(Opcodes.LAND);
        code.visitVarInsn(Opcodes.LSTORE, Locals.PC);
        link(decoded);
        code.visitVarInsn(Opcodes.LLOAD, Locals.PC);
        code.visitVarInsn(Opcodes.LLOAD, Locals.PAGE);
        code.visitInsn(Opcodes.LSUB);
        code.visitLdcInsn((long) PageBytes.SIZE);
        code.visitMethodInsn(Opcodes.INVOKESTATIC, Type.getInternalName(Long.class), "compareUnsigned", "(JJ)I", false);
        code.visitJumpInsn(Opcodes.IFGE, leave);
        code.visitVarInsn(Opcodes.LLOAD, Locals.PC);
        code.visitVarInsn(Opcodes.LLOAD, Locals.PAGE);
        code.visitInsn(Opcodes.LSUB);
        code.visitInsn(Opcodes.L2I);
        code.visitVarInsn(Opcodes.ISTORE, Locals.AT);
        code.visitJumpInsn(Opcodes.GOTO, dispatch);
    }

    /** Pushes the address of an offset in the page. */
    private void pageAnd(int offset) {
        code.visitVarInsn(Opcodes.LLOAD, Locals.PAGE);
        code.visitLdcInsn((long) offset);
        code.visitInsn(Opcodes.LADD);
    }
}
