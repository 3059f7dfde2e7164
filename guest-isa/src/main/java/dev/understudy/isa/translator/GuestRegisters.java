package dev.understudy.isa.translator;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Writes accesses to guest registers. Their home is the hart's array, and most are written there at once: a region is entered,
 * left and faults for nothing then. What was read or written since control last came together is in a local variable too, so
 * that one instruction need not wait for the store of the one before. A register that resides in its local is read when the
 * region is entered and written when it is left: for regions that stay inside for long.
 */
final class GuestRegisters {
    private static final int COUNT = 64;

    private final MethodVisitor code;
    private final PageCaches pages;
    private final int firstLocal;
    /** By register, the local that is its own; 0 if it has none yet. */
    private final int[] locals = new int[COUNT];

    /** Those that have one, in the order of their locals. */
    private final List<Integer> registers = new ArrayList<>();
    /** A bit a register whose local holds its value. */
    private long held;
    /** A bit a register that resides in its local. */
    private final long resident;
    /** A bit a register that was written somewhere. */
    private long written;

    /** @param resident a bit a register that resides in its local */
    GuestRegisters(MethodVisitor code, long resident, PageCaches pages) {
        this.code = code;
        this.pages = pages;
        this.firstLocal = pages.nextLocal();
        this.resident = resident & ~1;
    }

    /** Adds the types of the locals behind the region's own, for a stack map frame. */
    void addTypes(List<Object> types) {
        pages.addTypes(types);
        for (int register : registers) {
            if (isIn(held, register)) {
                types.add(Opcodes.LONG);
            } else {
                types.addAll(List.of(Opcodes.TOP, Opcodes.TOP));
            }
        }
    }

    /** When the region is entered. */
    void enter() {
        for (int register = 1; register < COUNT; register++) {
            if (isIn(resident, register)) {
                aim(register);
                code.visitInsn(Opcodes.LALOAD);
                hold(register);
            }
        }
    }

    /** When the region is left, and all that writes registers has been written. */
    void leave() {
        for (int register = 1; register < COUNT; register++) {
            if (isIn(resident & written, register)) {
                keep(register);
            }
        }
    }

    /** Control comes here from elsewhere too: locals hold what resides there and nothing else. */
    void forget() {
        held = resident;
    }

    private static boolean isIn(long registers, int register) {
        return (registers >>> register & 1) != 0;
    }

    /** Pushes a guest register. */
    void load(int register) {
        if (register == 0) {
            code.visitInsn(Opcodes.LCONST_0);
        } else if (isIn(held, register)) {
            code.visitVarInsn(Opcodes.LLOAD, locals[register]);
        } else {
            aim(register);
            code.visitInsn(Opcodes.LALOAD);
            code.visitInsn(Opcodes.DUP2);
            hold(register);
        }
    }

    /** Pops into a guest register. */
    void store(int register) {
        if (register == 0) {
            code.visitInsn(Opcodes.POP2);
        } else {
            hold(register);
            written |= 1L << register;
            if (!isIn(resident, register)) {
                keep(register);
            }
        }
    }

    private void keep(int register) {
        aim(register);
        code.visitVarInsn(Opcodes.LLOAD, locals[register]);
        code.visitInsn(Opcodes.LASTORE);
    }

    private void hold(int register) {
        if (locals[register] == 0) {
            locals[register] = firstLocal + 2 * registers.size();
            registers.add(register);
        }
        held |= 1L << register;
        code.visitVarInsn(Opcodes.LSTORE, locals[register]);
    }

    private void aim(int register) {
        RegionConstants.REGISTERS.push(code);
        code.visitIntInsn(Opcodes.BIPUSH, register);
    }
}
