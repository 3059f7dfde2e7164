package dev.understudy.isa.translator;

import dev.understudy.isa.HartState;
import dev.understudy.isa.instruction.Format;
import java.util.BitSet;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The local variables of a region's method: its parameters, and in a hot region a long for each guest register that its
 * code names. In a warm one guest registers stay in the hart's array: to enter and to leave it costs nothing then, nor do
 * the edges to the handler, and C1 allocates registers in a fraction of the time.
 */
final class Locals {
    static final int AT = 1;
    static final int PAGE = 2;
    static final int REMAINING = 4;
    static final int POINT = 5;
    static final int PC = 6;
    /** Ready rounding modes. */
    static final int READY = 8;

    private static final int FIRST_REGISTER = 9;

    private final int[] slots = new int[HartState.X0_SINK];
    private final BitSet used = new BitSet();
    private final BitSet written = new BitSet();
    private final boolean inArray;
    private boolean floats;

    Locals(List<Block> blocks, boolean inArray) {
        this.inArray = inArray;
        for (Block block : blocks) {
            for (Decoded decoded : block.body()) {
                used.set(decoded.rs1());
                used.set(decoded.rs2());
                used.set(decoded.rd());
                written.set(decoded.rd());
                if (decoded.instruction().format() == Format.R4) {
                    used.set(HartState.F0 + Format.rs3(decoded.immediate()));
                }
                floats |= decoded.isFloat();
            }
        }
        used.clear(0);
        written.clear(0);
        if (inArray) {
            used.clear();
            written.clear();
        }
        int slot = FIRST_REGISTER;
        for (int register = used.nextSetBit(0); register >= 0; register = used.nextSetBit(register + 1)) {
            slots[register] = slot;
            slot += 2;
        }
    }

    /** Pushes a guest register. */
    void load(MethodVisitor code, int register) {
        if (register == 0) {
            code.visitInsn(Opcodes.LCONST_0);
        } else if (inArray) {
            pushPlace(code, register);
            code.visitInsn(Opcodes.LALOAD);
        } else {
            code.visitVarInsn(Opcodes.LLOAD, slots[register]);
        }
    }

    /** Comes before what computes a guest register's new value, for {@link #store}. */
    void aim(MethodVisitor code, int register) {
        if (inArray && register != 0) {
            pushPlace(code, register);
        }
    }

    private static void pushPlace(MethodVisitor code, int register) {
        RegionConstants.REGISTERS.push(code);
        code.visitIntInsn(Opcodes.BIPUSH, register);
    }

    /** Pops into the guest register that was aimed at. */
    void store(MethodVisitor code, int register) {
        if (register == 0) {
            code.visitInsn(Opcodes.POP2);
        } else if (inArray) {
            code.visitInsn(Opcodes.LASTORE);
        } else {
            code.visitVarInsn(Opcodes.LSTORE, slots[register]);
        }
    }

    /** Guest registers that have a local. */
    BitSet used() {
        return used;
    }

    /** Guest registers whose local may differ from the hart's array. */
    BitSet written() {
        return written;
    }

    /** True if some instruction needs the floating-point unit. */
    boolean hasFloats() {
        return floats;
    }

    /** Places a label, with its stack map frame. */
    void frameAt(MethodVisitor code, Label label) {
        code.visitLabel(label);
        Object[] frame = frame();
        code.visitFrame(Opcodes.F_NEW, frame.length, frame, 0, new Object[0]);
    }

    /** Types of all locals, as a stack map frame wants them: the same at every label. */
    Object[] frame() {
        Object[] types = new Object[7 + used.cardinality()];
        types[0] = Type.getInternalName(Region.class);
        types[1] = Opcodes.INTEGER;
        types[2] = Opcodes.LONG;
        types[3] = Opcodes.INTEGER;
        types[4] = Opcodes.INTEGER;
        types[5] = Opcodes.LONG;
        types[6] = Opcodes.INTEGER;
        for (int i = 7; i < types.length; i++) {
            types[i] = Opcodes.LONG;
        }
        return types;
    }
}
