package dev.understudy.isa.translator;

import dev.understudy.isa.semantics.Fcsr;
import dev.understudy.isa.semantics.RoundingMode;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes floating-point instructions: a call of the method that defines each, if the unit is ready for it. Where it is off,
 * clean or its mode is reserved, the interpreter knows what to do.
 */
final class FloatWriter {
    private static final int MODE_MASK = 7;

    private final MethodVisitor code;

    private final GuestRegisters registers;
    private final Label undone;

    /** @param undone where the region is left by the fault point that is noted */
    FloatWriter(MethodVisitor code, GuestRegisters registers, Label undone) {
        this.code = code;
        this.registers = registers;
        this.undone = undone;
    }

    /** Notes which modes are ready: that changes only by instructions that are the interpreter's. */
    static void prologue(MethodVisitor code) {
        RegionConstants.STATE.push(code);
        code.visitMethodInsn(
                Opcodes.INVOKEVIRTUAL, RegionConstants.STATE.internalName(), "readyRoundingModes", "()I", false);
        code.visitVarInsn(Opcodes.ISTORE, Locals.READY);
    }

    /** Leaves the region, by the fault point that is noted, unless the unit is ready for this instruction. */
    void check(Decoded decoded) {
        code.visitVarInsn(Opcodes.ILOAD, Locals.READY);
        code.visitIntInsn(Opcodes.SIPUSH, 1 << mode(decoded));
        code.visitInsn(Opcodes.IAND);
        code.visitJumpInsn(Opcodes.IFEQ, undone);
    }

    private static int mode(Decoded decoded) {
        return decoded.instruction().format().hasRoundingMode() ? decoded.immediate() & MODE_MASK : 0;
    }

    void compute(Decoded decoded) {
        check(decoded);
        Method method = Arrays.stream(decoded.instruction().owner().type().getMethods())
                .filter(candidate ->
                        candidate.getName().equals(decoded.instruction().method()))
                .findFirst()
                .orElseThrow();
        int[] operands = {decoded.rs1(), decoded.rs2(), decoded.rs3()};
        int longs = 0;
        for (Class<?> parameter : method.getParameterTypes()) {
            if (parameter == long.class) {
                registers.load(operands[longs++]);
            } else if (parameter == int.class) {
                pushMode(mode(decoded));
            } else {
                pushControl();
            }
        }
        code.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                Type.getInternalName(method.getDeclaringClass()),
                method.getName(),
                Type.getMethodDescriptor(method),
                false);
        registers.store(decoded.rd());
    }

    private void pushMode(int mode) {
        if (mode == RoundingMode.DYN) {
            pushControl();
            code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, Type.getInternalName(Fcsr.class), "roundingMode", "()I", false);
        } else {
            code.visitIntInsn(Opcodes.BIPUSH, mode);
        }
    }

    private void pushControl() {
        RegionConstants.STATE.push(code);
        code.visitFieldInsn(
                Opcodes.GETFIELD, RegionConstants.STATE.internalName(), "fcsr", Type.getDescriptor(Fcsr.class));
    }
}
