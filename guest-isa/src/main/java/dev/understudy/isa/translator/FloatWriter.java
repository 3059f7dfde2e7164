package dev.understudy.isa.translator;

import dev.understudy.isa.HartState;
import dev.understudy.isa.instruction.Format;
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

    FloatWriter(MethodVisitor code) {
        this.code = code;
    }

    /** Notes which modes are ready: that changes only by instructions that are the interpreter's. */
    void prologue() {
        RegionConstants.STATE.push(code);
        code.visitMethodInsn(
                Opcodes.INVOKEVIRTUAL, RegionConstants.STATE.internalName(), "readyRoundingModes", "()I", false);
        code.visitVarInsn(Opcodes.ISTORE, Locals.READY);
    }

    /** Leaves the region, by the fault point that is noted, unless the unit is ready for this instruction. */
    void check(Decoded decoded) {
        Label ready = new Label();
        code.visitVarInsn(Opcodes.ILOAD, Locals.READY);
        code.visitIntInsn(Opcodes.SIPUSH, 1 << mode(decoded));
        code.visitInsn(Opcodes.IAND);
        code.visitJumpInsn(Opcodes.IFNE, ready);
        code.visitFieldInsn(
                Opcodes.GETSTATIC,
                Type.getInternalName(LeaveRegion.class),
                "INSTANCE",
                Type.getDescriptor(LeaveRegion.class));
        code.visitInsn(Opcodes.ATHROW);
        Locals.frameAt(code, ready);
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
        GuestRegisters.aim(code, decoded.rd());
        int[] operands = {decoded.rs1(), decoded.rs2(), HartState.F0 + Format.rs3(decoded.immediate())};
        int longs = 0;
        for (Class<?> parameter : method.getParameterTypes()) {
            if (parameter == long.class) {
                GuestRegisters.load(code, operands[longs++]);
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
        GuestRegisters.store(code, decoded.rd());
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
