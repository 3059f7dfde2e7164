package dev.understudy.isa.translator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.isa.Board;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who does not mind where a slice ends gets it where a region begins. */
class SliceEndTest {
    private static final int TURN = 20;
    private static final int SLICE = 5 * TURN + 1;
    private static final long WARM_UP = 200_000L * TURN;

    private final Board board;
    private final Translator engine;

    /** A loop that is translated, with an entry at its head alone. */
    SliceEndTest() {
        List<String> loop = new ArrayList<>(Collections.nCopies(TURN - 1, "addi a0,a0,1"));
        loop.add("jal zero,.-" + 4 * (TURN - 1));
        board = new Board(loop.toArray(String[]::new));
        engine = new Translator(board.hart);
        engine.run(WARM_UP);
        assertTrue(engine.statistics().translatedInstructions() > WARM_UP / 4, engine.statistics()::toString);
    }

    @Test
    void itEndsWhereARegionBegins() {
        for (int slice = 0; slice < 100; slice++) {
            long until = board.hart.instruction() + SLICE;
            long interpreted = engine.statistics().interpretedInstructions();
            engine.run(until - TURN, until);
            long now = board.hart.instruction();
            assertTrue(now >= until - TURN && now <= until, now + " is not just before " + until);
            assertEquals(Board.BASE, board.hart.pc());
            assertEquals(now - now / TURN, board.get("a0"), "one instruction of each turn jumps");
            assertEquals(interpreted, engine.statistics().interpretedInstructions());
        }
    }

    @Test
    void itEndsExactlyForWhoMinds() {
        engine.run(WARM_UP + SLICE);
        assertEquals(WARM_UP + SLICE, board.hart.instruction());
        assertNotEquals(Board.BASE, board.hart.pc());
    }

    @Test
    void itEndsInTimeIfNoRegionBeginsThere() {
        engine.run(WARM_UP + SLICE + 1, WARM_UP + SLICE + 3);
        assertEquals(WARM_UP + SLICE + 3, board.hart.instruction());
    }
}
