package dev.understudy.isa.agreement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.isa.Bus;
import dev.understudy.isa.BusError;
import dev.understudy.isa.Hart;
import dev.understudy.isa.NondeterministicSource;
import dev.understudy.isa.Ram;
import dev.understudy.isa.StopReason;
import dev.understudy.isa.agreement.FloatProgram.Operands;
import dev.understudy.isa.instruction.Format;
import dev.understudy.isa.instruction.Instruction;
import dev.understudy.isa.interpreter.Interpreter;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every floating-point instruction that computes, in every rounding mode, static and dynamic, gives the bits and flags that
 * an independent RISC-V gives. {@code -Dfloat.seeds=N} tries more random operands.
 */
class FloatAgreementTest {
    private static final int RANDOM_TUPLES = 2_000;

    @BeforeAll
    static void qemuIsInstalled() {
        Qemu.assumeInstalled();
    }

    static IntStream seeds() {
        return IntStream.rangeClosed(1, Integer.getInteger("float.seeds", 2));
    }

    @Test
    void allCombinationsOfEdgesAgree() throws Exception {
        FloatProgram program = new FloatProgram(FloatAgreementTest::edges);
        assertTrue(program.resultBytes() / 24 > 1_000_000, "so many combinations");
        assertAgreement(program);
    }

    private static long[] edges(Instruction instruction) {
        Operands operands = Operands.of(instruction);
        boolean ternary = instruction.format() == Format.R4;
        boolean unary = instruction.format().rs2(-1) == 0;
        long[] values = switch (operands) {
            case INTEGERS -> FloatEdges.INTEGERS;
            case SINGLES -> ternary ? FloatEdges.FEW_SINGLES : FloatEdges.SINGLES;
            case DOUBLES -> ternary ? FloatEdges.FEW_DOUBLES : FloatEdges.DOUBLES;
        };
        long[] one = {0};
        return combinations(values, unary ? one : values, ternary ? values : one);
    }

    private static long[] combinations(long[] as, long[] bs, long[] cs) {
        return Arrays.stream(as)
                .flatMap(a -> Arrays.stream(bs)
                        .flatMap(b -> Arrays.stream(cs).flatMap(c -> Arrays.stream(new long[] {a, b, c}))))
                .toArray();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void randomOperandsAgree(int seed) throws Exception {
        Random random = new Random(seed);
        assertAgreement(new FloatProgram(instruction -> {
            long[] tuples = new long[3 * RANDOM_TUPLES];
            for (int i = 0; i < RANDOM_TUPLES; i++) {
                RandomFloats.tuple(random, Operands.of(instruction), tuples, 3 * i);
            }
            return tuples;
        }));
    }

    private static void assertAgreement(FloatProgram program) throws IOException, InterruptedException {
        byte[] expected =
                Qemu.run(program.image(), FloatProgram.RAM_MEGABYTES, FloatProgram.RESULTS, program.resultBytes());
        byte[] actual = results(program);
        int difference = Arrays.mismatch(expected, actual);
        if (difference >= 0) {
            assertEquals(program.describe(difference, expected), program.describe(difference, actual));
        }
    }

    private static byte[] results(FloatProgram program) {
        Ram ram = new Ram(FloatProgram.BASE, FloatProgram.RAM_MEGABYTES << 20);
        Board board = new Board();
        Hart hart = new Hart(ram, board, board);
        board.hart = hart;
        System.arraycopy(program.image(), 0, ram.bytes(), 0, program.image().length);
        hart.reset(FloatProgram.BASE);
        assertEquals(StopReason.REQUESTED, new Interpreter(hart).run(Long.MAX_VALUE), "powered off");
        return Arrays.copyOfRange(ram.bytes(), FloatProgram.RESULTS, FloatProgram.RESULTS + program.resultBytes());
    }

    /** Stops at the first store to a device: the power-off. */
    private static final class Board implements Bus, NondeterministicSource {
        private Hart hart;

        @Override
        public long load(long physicalAddress, int size) {
            throw BusError.NOTHING_THERE;
        }

        @Override
        public void store(long physicalAddress, int size, long value) {
            hart.requestStop();
        }

        @Override
        public long readTime() {
            return 0;
        }

        @Override
        public int readSeed() {
            return 0;
        }
    }
}
