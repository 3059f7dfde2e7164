package dev.understudy.isa.translator;

import java.util.Set;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes a region's class.
 *
 * <pre>
 * int run(int entry, long page, int remaining) {
 *     dispatch: goes to that entry                  also where indirect jumps inside the region come
 *     blocks:   if (remaining &lt; n) leave; remaining -= n; instructions
 *     catch LeaveRegion: pc and count of the fault point
 *     leave:    store pc, return remaining
 * }
 * </pre>
 */
final class RegionWriter {
    private static final String RUN = "(IJI)I";

    private final RegionShape shape;
    private final Tier tier;
    private final RegionLabels labels;
    private final Label handler = new Label();
    private final Label end = new Label();
    private MethodVisitor code;
    private GuestRegisters registers;
    private PageCaches pages;

    private RegionWriter(RegionShape shape, Tier tier) {
        this.shape = shape;
        this.tier = tier;
        this.labels = new RegionLabels(shape.blocks());
    }

    /**
     * A region's class file, to be defined with {@link RegionConstants#values} as class data.
     *
     * @param bytecodes size of its method
     */
    record Written(byte[] classFile, int bytecodes) {}

    static Written write(RegionShape shape, Tier tier) {
        RegionWriter writer = new RegionWriter(shape, tier);
        byte[] classFile = writer.classFile();
        return new Written(classFile, writer.end.getOffset());
    }

    private byte[] classFile() {
        ClassWriter type = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        type.visit(
                Opcodes.V17,
                Opcodes.ACC_FINAL | Opcodes.ACC_SUPER,
                tier.className(),
                null,
                Type.getInternalName(Region.class),
                null);
        constructor(type);
        code = type.visitMethod(0, "run", RUN, null, null);
        code.visitCode();
        pages = new PageCaches(code, shape, tier.registersReside());
        registers = new GuestRegisters(code, tier.registersReside() ? shape.registers() : 0, pages);
        body();
        code.visitMaxs(0, 0);
        code.visitEnd();
        type.visitEnd();
        return type.toByteArray();
    }

    private static void constructor(ClassWriter type) {
        MethodVisitor init = type.visitMethod(0, "<init>", "()V", null, null);
        init.visitCode();
        init.visitVarInsn(Opcodes.ALOAD, 0);
        init.visitMethodInsn(Opcodes.INVOKESPECIAL, Type.getInternalName(Region.class), "<init>", "()V", false);
        resolveConstants(init);
        init.visitInsn(Opcodes.RETURN);
        init.visitMaxs(0, 0);
        init.visitEnd();
    }

    /** C1 gives up a method for good with a constant that was not resolved before, as those of the epilogue would be. */
    private static void resolveConstants(MethodVisitor init) {
        for (RegionConstants constant : RegionConstants.values()) {
            constant.push(init);
            init.visitInsn(Opcodes.POP);
        }
    }

    private void body() {
        prologue();
        Label begin = new Label();
        Label behindBlocks = new Label();
        code.visitTryCatchBlock(begin, behindBlocks, handler, Type.getInternalName(LeaveRegion.class));
        code.visitLabel(begin);
        dispatch();
        blocks();
        code.visitLabel(behindBlocks);
        registers.forget();
        exits();
        handler();
        epilogue();
    }

    private void prologue() {
        code.visitInsn(Opcodes.ICONST_0);
        code.visitVarInsn(Opcodes.ISTORE, Locals.POINT);
        code.visitInsn(Opcodes.LCONST_0);
        code.visitVarInsn(Opcodes.LSTORE, Locals.PC);
        MemoryWriter.prologue(code);
        pages.enter();
        registers.enter();
        if (shape.hasFloats()) {
            FloatWriter.prologue(code);
        } else {
            code.visitInsn(Opcodes.ICONST_0);
            code.visitVarInsn(Opcodes.ISTORE, Locals.READY);
        }
    }

    /** By halves, since C1 makes a comparison for each case of a switch. */
    private void dispatch() {
        registers.forget();
        place(labels.dispatch);
        dispatch(0, shape.entries().size());
    }

    private void dispatch(int from, int to) {
        if (to - from == 1) {
            code.visitJumpInsn(Opcodes.GOTO, labels.to(shape.entries().get(from)));
            return;
        }
        int middle = (from + to) >>> 1;
        Label below = new Label();
        code.visitVarInsn(Opcodes.ILOAD, Locals.ENTRY);
        code.visitIntInsn(Opcodes.BIPUSH, middle);
        code.visitJumpInsn(Opcodes.IF_ICMPLE, below);
        dispatch(middle, to);
        place(below);
        dispatch(from, middle);
    }

    private void blocks() {
        BlockWriter writer = new BlockWriter(code, registers, pages, labels);
        Set<Integer> joins = shape.joins();
        for (int i = 0; i < shape.blocks().size(); i++) {
            Block block = shape.blocks().get(i);
            if (joins.contains(block.offset())) {
                registers.forget();
            }
            place(labels.to(block.offset()));
            writer.write(block, shape.runsInto(i));
        }
    }

    private void exits() {
        labels.forEachExit((offset, label) -> {
            place(label);
            Locals.pushAddress(code, offset);
            code.visitVarInsn(Opcodes.LSTORE, Locals.PC);
            code.visitJumpInsn(Opcodes.GOTO, labels.leave);
        });
    }

    private void handler() {
        Locals.frameAt(code, handler, registers, Type.getInternalName(LeaveRegion.class));
        code.visitInsn(Opcodes.POP);
        place(labels.undone);
        code.visitVarInsn(Opcodes.ILOAD, Locals.REMAINING);
        code.visitVarInsn(Opcodes.ILOAD, Locals.POINT);
        code.visitIntInsn(Opcodes.BIPUSH, FaultPoint.COUNT_SHIFT);
        code.visitInsn(Opcodes.IUSHR);
        code.visitInsn(Opcodes.IADD);
        code.visitVarInsn(Opcodes.ISTORE, Locals.REMAINING);
        code.visitVarInsn(Opcodes.LLOAD, Locals.PAGE);
        code.visitVarInsn(Opcodes.ILOAD, Locals.POINT);
        code.visitIntInsn(Opcodes.SIPUSH, FaultPoint.OFFSET_MASK);
        code.visitInsn(Opcodes.IAND);
        code.visitInsn(Opcodes.I2L);
        code.visitInsn(Opcodes.LADD);
        code.visitVarInsn(Opcodes.LSTORE, Locals.PC);
    }

    private void epilogue() {
        place(labels.leave);
        registers.leave();
        RegionConstants.STATE.push(code);
        code.visitVarInsn(Opcodes.LLOAD, Locals.PC);
        code.visitFieldInsn(Opcodes.PUTFIELD, RegionConstants.STATE.internalName(), "pc", "J");
        code.visitVarInsn(Opcodes.ILOAD, Locals.REMAINING);
        code.visitInsn(Opcodes.IRETURN);
        code.visitLabel(end);
    }

    private void place(Label label) {
        Locals.frameAt(code, label, registers);
    }
}
