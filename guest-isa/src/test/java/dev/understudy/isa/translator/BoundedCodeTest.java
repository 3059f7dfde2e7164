package dev.understudy.isa.translator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.isa.Board;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What is translated does not pile up, whatever the guest does. */
class BoundedCodeTest {
    private static final int WARM_UP = 300;
    private static final int REWRITES = 3000;
    private static final long GROWTH_MAX = 3 << 20;

    private static long metaspaceUsed() {
        System.gc();
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Metaspace"))
                .mapToLong(pool -> pool.getUsage().getUsed())
                .sum();
    }

    private static void rewrite(Board board, Translator engine, int times) {
        for (int i = 0; i < times; i++) {
            board.put(Board.BASE, "addi a0,zero," + i % 2000, "addi a1,a0,1", "jal zero,.-8");
            engine.run(board.hart.instruction() + 9);
            assertEquals(i % 2000 + 1, board.get("a1"));
        }
    }

    @Test
    void codeThatIsRewrittenForLongLeavesNothingBehind() {
        Board board = new Board();
        Translator engine = Translator.eager(board.hart);
        rewrite(board, engine, WARM_UP);
        long before = metaspaceUsed();
        rewrite(board, engine, REWRITES);
        long grown = metaspaceUsed() - before;
        TranslatorStatistics all = engine.statistics();
        assertTrue(all.translated() >= REWRITES, all + ": each was translated");
        assertTrue(all.regions() <= 4, all + ": the former are dropped");
        // A region's class takes more than 4 KiB: kept, they would be 12 MiB.
        assertTrue(grown < GROWTH_MAX, "metaspace grew by " + grown + " bytes in " + REWRITES + " rewrites");
    }

    @Test
    void anInstructionOfTheInterpretersDoesNotHaveItsRegionMadeAgainAndAgain() {
        Board board = new Board("addi a0,a0,1", "csrrs a1,mscratch,zero", "jal zero,.-8");
        Translator engine = Translator.eager(board.hart);
        engine.run(30_000);
        assertTrue(engine.statistics().translated() < 5, engine.statistics().toString());
        assertEquals(10_000, board.get("a0"));
    }

    @Test
    void whatIsTranslatedIsNotInterpreted() {
        Board board = new Board("addi a0,a0,1", "jal zero,.-4");
        Translator engine = Translator.eager(board.hart);
        engine.run(100_000);
        TranslatorStatistics all = engine.statistics();
        assertEquals(100_000, all.translatedInstructions() + all.interpretedInstructions());
        assertTrue(all.interpretedShare() < 0.01, all.toString());
        engine.run(150_000);
        RegionReport hottest = engine.hottest(1).get(0);
        assertEquals(Board.BASE, hottest.address());
        assertTrue(hottest.hot());
        assertEquals(50_000, hottest.executed(), "since it is hot");
        assertEquals("80000000  addi a0,a0,1", hottest.code().get(0));
    }
}
