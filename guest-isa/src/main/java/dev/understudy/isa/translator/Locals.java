package dev.understudy.isa.translator;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** The local variables of a region's method, the same at every label. Parameters come first. */
final class Locals {
    static final int ENTRY = 1;
    static final int PAGE = 2;
    static final int REMAINING = 4;
    static final int POINT = 5;
    static final int PC = 6;
    /** Ready rounding modes. */
    static final int READY = 8;
    /** Of the address space, as in {@link RegionMemory}. */
    static final int KEY = 9;

    /** From here on {@link PageCaches}, and behind them {@link GuestRegisters}. */
    static final int FIRST_FREE = 11;

    private static final Object[] TYPES = {
        Type.getInternalName(Region.class),
        Opcodes.INTEGER,
        Opcodes.LONG,
        Opcodes.INTEGER,
        Opcodes.INTEGER,
        Opcodes.LONG,
        Opcodes.INTEGER,
        Opcodes.LONG
    };

    private Locals() {}

    /** Pushes the address of an offset in the page. */
    static void pushAddress(MethodVisitor code, int offset) {
        code.visitVarInsn(Opcodes.LLOAD, PAGE);
        code.visitLdcInsn((long) offset);
        code.visitInsn(Opcodes.LADD);
    }

    /** Places a label, with its stack map frame. */
    static void frameAt(MethodVisitor code, Label label, GuestRegisters registers, Object... stack) {
        List<Object> types = new ArrayList<>(List.of(TYPES));
        registers.addTypes(types);
        code.visitLabel(label);
        code.visitFrame(Opcodes.F_NEW, types.size(), types.toArray(), stack.length, stack);
    }
}
