package dev.understudy.isa.interpreter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.isa.instruction.Instruction;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.CodeSizeEvaluator;

class HotMethodSizeTest {
    /** HotSpot compiles no method beyond this (-XX:HugeMethodLimit). */
    private static final int BYTECODES_MAX = 8000;

    @Test
    void hotMethodsAreSmallEnoughToBeCompiled() throws IOException {
        Map<String, Integer> sizes = new HashMap<>();
        for (Class<?> type : new Class<?>[] {Interpreter.class, SlowPath.class, CodeCache.class}) {
            sizes.putAll(methodSizes(type));
        }
        assertTrue(sizes.get("Interpreter.loop") > 1000, "the loop was found: " + sizes);
        sizes.forEach((method, size) -> assertTrue(size < BYTECODES_MAX, method + " has " + size + " bytecodes"));
    }

    private static Map<String, Integer> methodSizes(Class<?> type) throws IOException {
        Map<String, Integer> sizes = new HashMap<>();
        try (var classFile = type.getResourceAsStream(type.getSimpleName() + ".class")) {
            new ClassReader(classFile)
                    .accept(
                            new ClassVisitor(Opcodes.ASM9) {
                                @Override
                                public MethodVisitor visitMethod(
                                        int access, String name, String d, String s, String[] e) {
                                    return new CodeSizeEvaluator(Opcodes.ASM9, null) {
                                        @Override
                                        public void visitEnd() {
                                            sizes.put(type.getSimpleName() + "." + name, getMaxSize());
                                        }
                                    };
                                }
                            },
                            0);
        }
        return sizes;
    }

    @Test
    void opcodesAreTheTablesOrdinals() {
        for (Instruction instruction : Instruction.values()) {
            int opcode = Stream.of(Opcode.class.getDeclaredFields())
                    .filter(field -> field.getName().equals(instruction.name()))
                    .mapToInt(HotMethodSizeTest::value)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(instruction + " has no opcode"));
            assertEquals(Opcode.FIRST + instruction.ordinal(), opcode, instruction.name());
        }
    }

    private static int value(java.lang.reflect.Field field) {
        try {
            return field.getInt(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void everyInstructionThatComputesHasItsMethod() {
        for (Instruction instruction : Instruction.values()) {
            if (instruction.owner() != Instruction.Owner.ENGINE) {
                assertTrue(
                        Arrays.stream(instruction.owner().type().getDeclaredMethods())
                                .filter(method -> Modifier.isStatic(method.getModifiers()))
                                .anyMatch(method -> method.getName().equals(instruction.method())
                                        && Arrays.equals(
                                                method.getParameterTypes(), new Class<?>[] {long.class, long.class})),
                        instruction + " → " + instruction.owner() + "." + instruction.method());
            }
        }
    }
}
