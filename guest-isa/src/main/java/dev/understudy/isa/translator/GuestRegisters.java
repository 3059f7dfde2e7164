package dev.understudy.isa.translator;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Writes accesses to guest registers, which stay in the hart's array: a region is entered and left for nothing then, and C2
 * compiles it in half the time. What it forwards from a store to the next loads it need not load.
 */
final class GuestRegisters {
    private GuestRegisters() {}

    /** Pushes a guest register. */
    static void load(MethodVisitor code, int register) {
        if (register == 0) {
            code.visitInsn(Opcodes.LCONST_0);
        } else {
            aim(code, register);
            code.visitInsn(Opcodes.LALOAD);
        }
    }

    /** Comes before what computes a guest register's new value, for {@link #store}. */
    static void aim(MethodVisitor code, int register) {
        if (register != 0) {
            RegionConstants.REGISTERS.push(code);
            code.visitIntInsn(Opcodes.BIPUSH, register);
        }
    }

    /** Pops into the guest register that was aimed at. */
    static void store(MethodVisitor code, int register) {
        code.visitInsn(register == 0 ? Opcodes.POP2 : Opcodes.LASTORE);
    }
}
