package dev.understudy.isa.translator;

import dev.understudy.isa.HartState;
import java.lang.invoke.MethodHandles;
import java.util.List;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * What a region's code refers to, as dynamic constants that come from its class data: to the JIT they are constants, which
 * fields of an object would not be.
 */
enum RegionConstants {
    /** The hart's x registers. */
    REGISTERS(long[].class),
    /** The hart's state, for pc. */
    STATE(HartState.class),
    /** The way to RAM. */
    MEMORY(RegionMemory.class),
    /** See {@link Region#entries}. */
    ENTRIES(byte[].class),
    /** The bytes of RAM. */
    RAM(byte[].class);

    private static final Handle CLASS_DATA_AT = new Handle(
            Opcodes.H_INVOKESTATIC,
            Type.getInternalName(MethodHandles.class),
            "classDataAt",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;",
            false);

    private final Class<?> type;

    RegionConstants(Class<?> type) {
        this.type = type;
    }

    /** Class data of a region, in the order of the constants. */
    static List<Object> values(HartState state, RegionMemory memory, byte[] entries) {
        return List.of(state.registers, state, memory, entries, memory.ram());
    }

    void push(MethodVisitor code) {
        code.visitLdcInsn(new ConstantDynamic("_", Type.getDescriptor(type), CLASS_DATA_AT, ordinal()));
    }

    String internalName() {
        return Type.getInternalName(type);
    }
}
