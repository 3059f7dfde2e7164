package dev.understudy.isa.interpreter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.isa.Board;
import dev.understudy.isa.ExecutionEngine;
import dev.understudy.isa.Hart;
import dev.understudy.isa.instruction.Format;
import dev.understudy.isa.instruction.Instruction;
import dev.understudy.isa.translator.Translator;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random programs, most of which trap, jump anywhere and overwrite themselves: however a run is cut into slices, and
 * whatever is cached, the same instruction numbers give the same states.
 */
class ExactnessTest {
    private static final int INSTRUCTIONS = 3000;
    /** Small, so that the program comes by many times and meets what it has overwritten. */
    private static final int CODE_SIZE = 0x400;
    /** Interrupt wires are toggled whenever the count is a multiple. */
    private static final int TOGGLE = 97;

    static IntStream seeds() {
        return IntStream.range(1, 61);
    }

    private static Board board(long seed) {
        Random random = new Random(seed);
        Board board = new Board();
        Instruction[] rows = Instruction.values();
        for (long address = Board.BASE; address < Board.BASE + CODE_SIZE; address += 4) {
            Instruction row = rows[random.nextInt(rows.length)];
            int rd = random.nextInt(32);
            // x8 to x15 keep pointing at the code: they are what loads and stores go by.
            boolean memory = row.name().matches("F?L[BHWDR].*|F?S[BHWD]|SC_.|AMO.*");
            int rs1 = memory ? 8 + random.nextInt(8) : random.nextInt(32);
            int word = row.format()
                    .encode(row.match(), (rd & 24) == 8 ? rd & 7 : rd, rs1, random.nextInt(32), random.nextInt());
            if (row.format() == Format.B || row.format() == Format.J) {
                word = row.format().encode(row.match(), 1, rs1, random.nextInt(32), 2 + 2 * random.nextInt(20));
            }
            if (random.nextInt(16) == 0) {
                word = random.nextInt();
            }
            board.ram.store32(address, word);
        }
        for (int i = 0; i < 16; i++) {
            board.put(Board.BASE + CODE_SIZE + 4L * i, "jal zero,.-" + (CODE_SIZE + 4 * i));
        }
        for (int i = 1; i < 32; i++) {
            board.hart.setRegister(i, Board.BASE + 8L * random.nextInt(CODE_SIZE / 8));
        }
        // The handler goes on 6 bytes after the instruction that trapped, wrapped into the code.
        board.put(
                Board.BASE + 0x4000,
                "csrrw t6,mscratch,t6",
                "csrrs t6,mepc,zero",
                "addi t6,t6,6",
                "slli t6,t6,50",
                "srli t6,t6,50",
                "csrrw zero,mepc,t6",
                "auipc t6,0x0",
                "srli t6,t6,16",
                "slli t6,t6,16",
                "csrrs zero,mepc,t6",
                "csrrw t6,mscratch,t6",
                "mret");
        board.setWord("mtvec", Board.BASE + 0x4000);
        board.setWord("mie", 0xaaa);
        board.setWord("mstatus", 8 | 1 << 13);
        return board;
    }

    /** Runs to {@code end} in slices of these sizes, on a new engine each time if {@code cold}. */
    private static Board run(long seed, IntSupplier slice, boolean cold) {
        return run(seed, slice, cold, Interpreter::new);
    }

    private static Board run(long seed, IntSupplier slice, boolean cold, Function<Hart, ExecutionEngine> kind) {
        Board board = board(seed);
        ExecutionEngine engine = kind.apply(board.hart);
        while (board.hart.instruction() < INSTRUCTIONS) {
            long now = board.hart.instruction();
            if (now % TOGGLE == 0) {
                board.hart.setInterrupt(now % 2 == 0 ? 7 : 11, now / TOGGLE % 3 == 0);
            }
            long until = Math.min(now + slice.getAsInt(), (now / TOGGLE + 1) * TOGGLE);
            until = Math.min(until, INSTRUCTIONS);
            engine = cold ? kind.apply(board.hart) : engine;
            while (board.hart.instruction() < until) {
                engine.run(until);
                assertTrue(board.hart.instruction() <= until, "stops at exactly until");
            }
        }
        return board;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void slicesAndCachesChangeNothing(int seed) {
        Random random = new Random(seed);
        Board whole = run(seed, () -> INSTRUCTIONS, false);
        assertEquals(INSTRUCTIONS, whole.hart.instruction());
        assertSame(whole, run(seed, () -> 1 + random.nextInt(50), false), "random slices");
        assertSame(whole, run(seed, () -> 1, false), "single steps");
        assertSame(whole, run(seed, () -> 1 + random.nextInt(20), true), "cold caches");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theTranslatorLivesTheSameLife(int seed) {
        Random random = new Random(seed);
        Board whole = run(seed, () -> INSTRUCTIONS, false);
        assertSame(whole, run(seed, () -> INSTRUCTIONS, false, Translator::eager), "in one go");
        assertSame(whole, run(seed, () -> 1 + random.nextInt(50), false, Translator::eager), "random slices");
        assertSame(whole, run(seed, () -> 100 + random.nextInt(200), true, Translator::eager), "cold caches");
    }

    private static void assertSame(Board expected, Board actual, String how) {
        long[] left = expected.hart.save();
        long[] right = actual.hart.save();
        for (int i = 0; i < left.length; i++) {
            assertEquals(left[i], right[i], how + ": " + Hart.stateNames().get(i));
        }
        assertArrayEquals(expected.ram.bytes(), actual.ram.bytes(), how);
        assertEquals(expected.calls, actual.calls, how);
    }
}
