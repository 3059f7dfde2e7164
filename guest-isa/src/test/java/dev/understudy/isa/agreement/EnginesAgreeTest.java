package dev.understudy.isa.agreement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.isa.Board;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The interpreter and the translator live one life, whatever the guest does to its code and its page tables. */
class EnginesAgreeTest {
    private static final int SEEDS = Integer.getInteger("seeds", 25);

    static Stream<Arguments> programs() {
        return Arrays.stream(RandomProgram.values())
                .flatMap(program -> IntStream.rangeClosed(1, SEEDS).mapToObj(seed -> Arguments.of(program, seed)));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void theTranslatorLivesTheSameLife(RandomProgram program, int seed) {
        new Life(program, seed).assertTranslatesAlike();
    }

    /** How often a page is executed with other code behind it than last time, and where each page of code is executed. */
    private static final class Moves {
        int moved;
        final Map<Long, Set<Long>> places = new HashMap<>();
        private final Map<Long, Long> last = new HashMap<>();

        void look(Board board) {
            long page = board.hart.pc() >>> 12;
            if (page < RandomRemapping.WINDOW && board.hart.privilege() == 1) {
                long mapped = RandomRemapping.mapped(board, page);
                Long before = last.put(page, mapped);
                moved += before != null && before != mapped ? 1 : 0;
                places.computeIfAbsent(mapped, any -> new HashSet<>()).add(page);
            }
        }
    }

    @Test
    void pagesOfCodeAreExecutedElsewhereAndBack() {
        Moves moves = new Moves();
        for (int seed = 1; seed <= 10; seed++) {
            Life.watch(RandomProgram.REMAPPED_CODE, seed, moves::look);
        }
        assertTrue(moves.moved > 400, moves.moved + " times a page had other code behind it");
        for (long code = 1; code <= 6; code++) {
            assertEquals(8, moves.places.get(code).size(), "places where page " + code + " of code was executed");
        }
    }
}
