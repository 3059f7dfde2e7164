package dev.understudy.isa.agreement;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.isa.Board;
import dev.understudy.isa.ExecutionEngine;
import dev.understudy.isa.Hart;
import dev.understudy.isa.StopReason;
import dev.understudy.isa.interpreter.Interpreter;
import dev.understudy.isa.translator.Translator;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Random programs lived to their end by any engine, in slices of any size: all lives of one program are the same life. */
public final class Life {
    private final RandomProgram program;
    private final long seed;
    private final Board interpreted;

    /** Lives it on the interpreter, in one go: what others are compared with. */
    public Life(RandomProgram program, long seed) {
        this.program = program;
        this.seed = seed;
        interpreted = live(board -> program.instructions(), false, Interpreter::new);
        assertEquals(program.instructions(), interpreted.hart.instruction(), this::toString);
    }

    /** The interpreter itself does not depend on where it stops, nor on what it remembers. */
    public void assertInterpretsAlike() {
        Random random = new Random(seed);
        assertSame("random slices", live(board -> 1 + random.nextInt(50), false, Interpreter::new));
        assertSame("single steps", live(board -> 1, false, Interpreter::new));
        assertSame("cold caches", live(board -> 1 + random.nextInt(20), true, Interpreter::new));
    }

    /** Lives it on the interpreter, and shows the board before each instruction. */
    static void watch(RandomProgram program, long seed, Consumer<Board> look) {
        live(
                program,
                seed,
                board -> {
                    look.accept(board);
                    return 1;
                },
                false,
                Interpreter::new);
    }

    /** The translator lives the same life. */
    public void assertTranslatesAlike() {
        Random random = new Random(seed);
        assertSame("translated", live(board -> program.instructions(), false, Translator::eager));
        assertSame("translated, random slices", live(board -> 1 + random.nextInt(50), false, Translator::eager));
        assertSame("translated, cold caches", live(board -> 400 + random.nextInt(800), true, Translator::eager));
        assertSame("looping", live(board -> program.instructions(), false, Translator::eagerlyLooping));
        assertSame("looping, random slices", live(board -> 1 + random.nextInt(50), false, Translator::eagerlyLooping));
    }

    /** Runs in slices of these sizes, on a new engine each time if {@code cold}. */
    private Board live(ToIntFunction<Board> slice, boolean cold, Function<Hart, ExecutionEngine> kind) {
        return live(program, seed, slice, cold, kind);
    }

    private static Board live(
            RandomProgram program,
            long seed,
            ToIntFunction<Board> slice,
            boolean cold,
            Function<Hart, ExecutionEngine> kind) {
        Board board = program.board(seed);
        ExecutionEngine engine = kind.apply(board.hart);
        while (board.hart.instruction() < program.instructions()) {
            engine = cold ? kind.apply(board.hart) : engine;
            long until = nextStop(program, board.hart, slice.applyAsInt(board));
            while (board.hart.instruction() < until) {
                long now = board.hart.instruction();
                long enough = now + 1 + (until - now) / 2;
                StopReason reason = engine.run(enough, until);
                boolean isEnough = reason != StopReason.REACHED || board.hart.instruction() >= enough;
                assertTrue(isEnough && board.hart.instruction() <= until, "stops where it was asked to");
                engine.run(until);
                assertTrue(board.hart.instruction() <= until, "stops at exactly until");
            }
        }
        return board;
    }

    private static long nextStop(RandomProgram program, Hart hart, int slice) {
        long now = hart.instruction();
        long toggles = now / program.toggle();
        if (now % program.toggle() == 0) {
            hart.setInterrupt(7, toggles % 6 == 0);
            hart.setInterrupt(11, toggles % 6 == 3);
        }
        long until = Math.min(now + slice, (toggles + 1) * program.toggle());
        return Math.min(until, program.instructions());
    }

    private void assertSame(String how, Board actual) {
        String life = this + ", " + how;
        long[] left = interpreted.hart.save();
        long[] right = actual.hart.save();
        for (int i = 0; i < left.length; i++) {
            int word = i;
            assertEquals(
                    left[i], right[i], () -> life + ": " + Hart.stateNames().get(word));
        }
        assertArrayEquals(interpreted.ram.bytes(), actual.ram.bytes(), life);
        assertEquals(interpreted.calls, actual.calls, life);
    }

    @Override
    public String toString() {
        return program + " of seed " + seed;
    }
}
