package dev.understudy.isa.translator;

import dev.understudy.isa.instruction.Format;
import dev.understudy.isa.instruction.Instruction;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Writes accesses to memory: a call of {@link RegionMemory}, behind the note of where the region is left if it cannot. */
final class MemoryWriter {
    private static final String MEMORY = Type.getInternalName(RegionMemory.class);

    private final MethodVisitor code;
    private final FloatWriter floats;

    MemoryWriter(MethodVisitor code, FloatWriter floats) {
        this.code = code;
        this.floats = floats;
    }

    static boolean accesses(Instruction instruction) {
        return switch (instruction.format()) {
            case LOAD, S, LR, AMO, FLOAT_LOAD, FLOAT_STORE -> true;
            default -> false;
        };
    }

    /** @param uncounted instructions of the block from this one on */
    void write(Decoded decoded, int uncounted) {
        note(decoded, uncounted);
        if (decoded.isFloat()) {
            floats.check(decoded);
        }
        if (decoded.instruction().format() != Format.S && decoded.instruction().format() != Format.FLOAT_STORE) {
            GuestRegisters.aim(code, decoded.rd());
        }
        RegionConstants.MEMORY.push(code);
        GuestRegisters.load(code, decoded.rs1());
        switch (decoded.instruction().format()) {
            case LOAD, FLOAT_LOAD -> load(decoded);
            case S, FLOAT_STORE -> store(decoded);
            default -> atomic(decoded);
        }
    }

    /** Where the region is left if this instruction cannot be executed in it. */
    void note(Decoded decoded, int uncounted) {
        code.visitLdcInsn(FaultPoint.of(decoded.offset(), uncounted));
        code.visitVarInsn(Opcodes.ISTORE, Locals.POINT);
    }

    private void displace(int immediate) {
        if (immediate != 0) {
            code.visitLdcInsn((long) immediate);
            code.visitInsn(Opcodes.LADD);
        }
    }

    private void load(Decoded decoded) {
        displace(decoded.immediate());
        call(decoded.instruction(), "(J)J");
        GuestRegisters.store(code, decoded.rd());
    }

    private void store(Decoded decoded) {
        displace(decoded.immediate());
        GuestRegisters.load(code, decoded.rs2());
        call(decoded.instruction(), "(JJ)V");
    }

    /** LR and SC are the memory's; an AMO is a load for update, the operation, and a store that cannot fail any more. */
    private void atomic(Decoded decoded) {
        Instruction instruction = decoded.instruction();
        switch (instruction) {
            case LR_W, LR_D -> call(instruction, "(J)J");
            case SC_W, SC_D -> {
                GuestRegisters.load(code, decoded.rs2());
                call(instruction, "(JJ)J");
            }
            default -> update(decoded);
        }
        GuestRegisters.store(code, decoded.rd());
    }

    private void update(Decoded decoded) {
        Instruction instruction = decoded.instruction();
        boolean word = instruction.mnemonic().endsWith(".w");
        call(word ? "fetchWord" : "fetchDouble", "(J)J");
        code.visitVarInsn(Opcodes.LSTORE, Locals.PC);
        RegionConstants.MEMORY.push(code);
        GuestRegisters.load(code, decoded.rs1());
        code.visitVarInsn(Opcodes.LLOAD, Locals.PC);
        GuestRegisters.load(code, decoded.rs2());
        if (word) {
            code.visitInsn(Opcodes.L2I);
            code.visitInsn(Opcodes.I2L);
        }
        code.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                Type.getInternalName(instruction.owner().type()),
                instruction.method(),
                "(JJ)J",
                false);
        call(word ? "sw" : "sd", "(JJ)V");
        code.visitVarInsn(Opcodes.LLOAD, Locals.PC);
    }

    private void call(Instruction instruction, String descriptor) {
        call(RegionMemory.method(instruction), descriptor);
    }

    private void call(String method, String descriptor) {
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, MEMORY, method, descriptor, false);
    }
}
