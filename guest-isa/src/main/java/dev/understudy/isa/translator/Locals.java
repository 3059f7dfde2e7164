package dev.understudy.isa.translator;

import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** The local variables of a region's method, the same at every label. Parameters come first. */
final class Locals {
    static final int AT = 1;
    static final int PAGE = 2;
    static final int REMAINING = 4;
    static final int POINT = 5;
    static final int PC = 6;
    /** Ready rounding modes. */
    static final int READY = 8;

    private static final Object[] TYPES = {
        Type.getInternalName(Region.class),
        Opcodes.INTEGER,
        Opcodes.LONG,
        Opcodes.INTEGER,
        Opcodes.INTEGER,
        Opcodes.LONG,
        Opcodes.INTEGER
    };

    private Locals() {}

    /** Places a label, with its stack map frame. */
    static void frameAt(MethodVisitor code, Label label, Object... stack) {
        code.visitLabel(label);
        code.visitFrame(Opcodes.F_NEW, TYPES.length, TYPES, stack.length, stack);
    }
}
