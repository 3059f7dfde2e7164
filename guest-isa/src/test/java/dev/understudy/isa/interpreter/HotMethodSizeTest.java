package dev.understudy.isa.interpreter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.isa.instruction.Format;
import dev.understudy.isa.instruction.Instruction;
import dev.understudy.isa.semantics.Fcsr;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
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
        for (Class<?> type :
                new Class<?>[] {Interpreter.class, HotLoop.class, FloatUnit.class, SlowPath.class, CodeCache.class}) {
            sizes.putAll(methodSizes(type));
        }
        assertTrue(sizes.get("HotLoop.run") > 1000, "the loop was found: " + sizes);
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

    private static int value(Field field) {
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
                                .filter(method -> Modifier.isPublic(method.getModifiers()))
                                .anyMatch(method -> method.getName().equals(instruction.method())
                                        && takesItsOperands(method, instruction.format())),
                        instruction + " → " + instruction.owner() + "." + instruction.method());
            }
        }
    }

    private static boolean takesItsOperands(Method method, Format format) {
        List<Class<?>> expected = new ArrayList<>(Collections.nCopies(operands(format), long.class));
        List<Class<?>> actual = Arrays.asList(method.getParameterTypes());
        boolean exact = actual.equals(expected);
        if (format.hasRoundingMode()) {
            expected.add(int.class);
        }
        expected.add(Fcsr.class);
        return exact || actual.equals(expected);
    }

    private static int operands(Format format) {
        return switch (format) {
            case R4 -> 3;
            case FLOAT_UNARY, FLOAT_TO_INTEGER, INTEGER_TO_FLOAT, FROM_FLOAT, TO_FLOAT -> 1;
            default -> 2;
        };
    }
}
