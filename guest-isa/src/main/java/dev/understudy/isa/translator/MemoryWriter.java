package dev.understudy.isa.translator;

import dev.understudy.isa.instruction.Instruction;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Writes accesses to memory: a call of {@link RegionMemory}, behind the note of where the region is left if it cannot. */
final class MemoryWriter {
    private static final String MEMORY = Type.getInternalName(RegionMemory.class);
    private static final String RAM_ACCESS = Type.getInternalName(RamAccess.class);

    private final MethodVisitor code;
    private final GuestRegisters registers;
    private final PageCaches pages;
    private final FloatWriter floats;

    MemoryWriter(MethodVisitor code, GuestRegisters registers, PageCaches pages, FloatWriter floats) {
        this.pages = pages;
        this.code = code;
        this.registers = registers;
        this.floats = floats;
    }

    static boolean accesses(Instruction instruction) {
        return switch (instruction.format()) {
            case LOAD, S, LR, AMO, FLOAT_LOAD, FLOAT_STORE -> true;
            default -> false;
        };
    }

    /** Notes which address space memory is accessed in: that changes only by instructions that are the interpreter's. */
    static void prologue(MethodVisitor code) {
        RegionConstants.MEMORY.push(code);
        call(code, "present", "()" + Type.getDescriptor(RegionMemory.Present.class));
        code.visitFieldInsn(Opcodes.GETFIELD, Type.getInternalName(RegionMemory.Present.class), "key", "J");
        code.visitVarInsn(Opcodes.LSTORE, Locals.KEY);
    }

    /** @param uncounted instructions of the block from this one on */
    void write(Decoded decoded, int uncounted) {
        note(decoded, uncounted);
        if (decoded.isFloat()) {
            floats.check(decoded);
        }
        if (pages.has(decoded)) {
            writeCached(decoded);
            return;
        }
        RegionConstants.MEMORY.push(code);
        registers.load(decoded.rs1());
        switch (decoded.instruction().format()) {
            case LOAD, FLOAT_LOAD -> load(decoded);
            case S, FLOAT_STORE -> store(decoded);
            default -> atomic(decoded);
        }
    }

    private void writeCached(Decoded decoded) {
        registers.load(decoded.rs1());
        displace(decoded.immediate());
        pages.locate(decoded, registers);
        String method = RegionMemory.method(decoded.instruction());
        if (PageCaches.isStore(decoded)) {
            registers.load(decoded.rs2());
            code.visitMethodInsn(Opcodes.INVOKESTATIC, RAM_ACCESS, method, "([BIJ)V", false);
        } else {
            code.visitMethodInsn(Opcodes.INVOKESTATIC, RAM_ACCESS, method, "([BI)J", false);
            registers.store(decoded.rd());
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
        loadBy(RegionMemory.method(decoded.instruction()));
        registers.store(decoded.rd());
    }

    private void store(Decoded decoded) {
        displace(decoded.immediate());
        registers.load(decoded.rs2());
        storeBy(RegionMemory.method(decoded.instruction()));
    }

    /** LR and SC are the memory's; an AMO is a load for update, the operation, and a store that cannot fail any more. */
    private void atomic(Decoded decoded) {
        Instruction instruction = decoded.instruction();
        switch (instruction) {
            case LR_W, LR_D -> call(instruction, "(J)J");
            case SC_W, SC_D -> {
                registers.load(decoded.rs2());
                call(instruction, "(JJ)J");
            }
            default -> update(decoded);
        }
        registers.store(decoded.rd());
    }

    private void update(Decoded decoded) {
        Instruction instruction = decoded.instruction();
        boolean word = instruction.mnemonic().endsWith(".w");
        call(word ? "fetchWord" : "fetchDouble", "(J)J");
        code.visitVarInsn(Opcodes.LSTORE, Locals.PC);
        RegionConstants.MEMORY.push(code);
        registers.load(decoded.rs1());
        code.visitVarInsn(Opcodes.LLOAD, Locals.PC);
        registers.load(decoded.rs2());
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
        storeBy(word ? "sw" : "sd");
        code.visitVarInsn(Opcodes.LLOAD, Locals.PC);
    }

    private void loadBy(String method) {
        code.visitVarInsn(Opcodes.LLOAD, Locals.KEY);
        call(method, "(JJ)J");
    }

    private void storeBy(String method) {
        code.visitVarInsn(Opcodes.LLOAD, Locals.KEY);
        call(method, "(JJJ)V");
    }

    private void call(Instruction instruction, String descriptor) {
        call(RegionMemory.method(instruction), descriptor);
    }

    private void call(String method, String descriptor) {
        call(code, method, descriptor);
    }

    private static void call(MethodVisitor code, String method, String descriptor) {
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, MEMORY, method, descriptor, false);
    }
}
