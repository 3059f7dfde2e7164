package dev.understudy.isa.translator;

import java.util.TreeMap;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes a region's class.
 *
 * <pre>
 * int run(int at, long page, int remaining) {
 *     dispatch: switch (index of the entry at)      also where indirect jumps inside the region come
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
    private final TreeMap<Integer, Label> blocks = new TreeMap<>();
    private final TreeMap<Integer, Label> exits = new TreeMap<>();
    private final Label dispatch = new Label();
    private final Label notAnEntry = new Label();
    private final Label leave = new Label();
    private final Label handler = new Label();
    private final Label end = new Label();
    private MethodVisitor code;

    private RegionWriter(RegionShape shape, Tier tier) {
        this.shape = shape;
        this.tier = tier;
        shape.blocks().forEach(block -> blocks.put(block.offset(), new Label()));
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
        BlockWriter writer = new BlockWriter(code, this::exit, this::jump, dispatch, leave);
        for (Block block : shape.blocks()) {
            place(blocks.get(block.offset()));
            writer.write(block);
        }
        code.visitLabel(behindBlocks);
        exits();
        handler();
        epilogue();
    }

    private void prologue() {
        code.visitInsn(Opcodes.ICONST_0);
        code.visitVarInsn(Opcodes.ISTORE, Locals.POINT);
        code.visitInsn(Opcodes.LCONST_0);
        code.visitVarInsn(Opcodes.LSTORE, Locals.PC);
        if (shape.hasFloats()) {
            new FloatWriter(code).prologue();
        } else {
            code.visitInsn(Opcodes.ICONST_0);
            code.visitVarInsn(Opcodes.ISTORE, Locals.READY);
        }
    }

    private void dispatch() {
        place(dispatch);
        RegionConstants.ENTRIES.push(code);
        code.visitVarInsn(Opcodes.ILOAD, Locals.AT);
        code.visitInsn(Opcodes.ICONST_1);
        code.visitInsn(Opcodes.IUSHR);
        code.visitInsn(Opcodes.BALOAD);
        Label[] labels = shape.entries().stream().map(blocks::get).toArray(Label[]::new);
        code.visitTableSwitchInsn(1, labels.length, notAnEntry, labels);
    }

    /** Goes to the block there, or leaves the region with that pc. */
    private void jump(int offset) {
        Label block = blocks.get(offset);
        code.visitJumpInsn(Opcodes.GOTO, block == null ? exit(offset) : block);
    }

    /** Where the region is left with that pc. */
    private Label exit(int offset) {
        return exits.computeIfAbsent(offset, o -> new Label());
    }

    private void exits() {
        exits.forEach((offset, label) -> {
            place(label);
            code.visitVarInsn(Opcodes.LLOAD, Locals.PAGE);
            code.visitLdcInsn((long) offset);
            leaveAtSum();
        });
        place(notAnEntry);
        code.visitVarInsn(Opcodes.LLOAD, Locals.PAGE);
        code.visitVarInsn(Opcodes.ILOAD, Locals.AT);
        code.visitInsn(Opcodes.I2L);
        leaveAtSum();
    }

    private void leaveAtSum() {
        code.visitInsn(Opcodes.LADD);
        code.visitVarInsn(Opcodes.LSTORE, Locals.PC);
        code.visitJumpInsn(Opcodes.GOTO, leave);
    }

    private void handler() {
        Locals.frameAt(code, handler, Type.getInternalName(LeaveRegion.class));
        code.visitInsn(Opcodes.POP);
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
        place(leave);
        RegionConstants.STATE.push(code);
        code.visitVarInsn(Opcodes.LLOAD, Locals.PC);
        code.visitFieldInsn(Opcodes.PUTFIELD, RegionConstants.STATE.internalName(), "pc", "J");
        code.visitVarInsn(Opcodes.ILOAD, Locals.REMAINING);
        code.visitInsn(Opcodes.IRETURN);
        code.visitLabel(end);
    }

    private void place(Label label) {
        Locals.frameAt(code, label);
    }
}
