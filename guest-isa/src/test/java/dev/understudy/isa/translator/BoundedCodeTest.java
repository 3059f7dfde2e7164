package dev.understudy.isa.translator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.isa.Board;
import dev.understudy.isa.PageTable;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What is translated does not pile up, whatever the guest does. */
class BoundedCodeTest {
    private static final int WARM_UP = 300;
    private static final int REWRITES = 3000;
    /** A region's class takes more than 4 KiB: kept, they would be 12 MiB. */
    private static final long GROWTH_MAX = 1 << 20;

    private static final long CODE = 0x10_0000;

    /** What the JVM has loaded that is not yet known to be garbage. */
    private record Loaded(long metaspaceBytes, long unloadedClasses) {
        static Loaded now() {
            System.gc();
            long bytes = ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getName().matches("Metaspace|Compressed Class Space"))
                    .mapToLong(pool -> pool.getUsage().getUsed())
                    .sum();
            return new Loaded(bytes, ManagementFactory.getClassLoadingMXBean().getUnloadedClassCount());
        }
    }

    /** Rewrites code so often, and executes it each time. */
    private interface Rewriting {
        void times(Translator engine, int times);
    }

    private static void assertLeavesNothingBehind(Board board, Rewriting rewriting) {
        Translator engine = Translator.eager(board.hart);
        rewriting.times(engine, WARM_UP);
        Loaded before = Loaded.now();
        rewriting.times(engine, REWRITES);
        Loaded after = Loaded.now();
        TranslatorStatistics all = engine.statistics();
        assertTrue(all.translated() >= REWRITES, all + ": each was translated");
        assertTrue(all.regions() <= 4, all + ": the former are dropped");
        long unloaded = after.unloadedClasses - before.unloadedClasses;
        assertTrue(unloaded >= REWRITES * 9 / 10, unloaded + " classes were unloaded");
        long grown = after.metaspaceBytes - before.metaspaceBytes;
        assertTrue(grown < GROWTH_MAX, "metaspace grew by " + grown + " bytes in " + REWRITES + " rewrites");
    }

    private static String[] counting(int from) {
        return new String[] {"addi a0,zero," + from, "addi a1,a0,1", "jal zero,.-8"};
    }

    @Test
    void codeThatIsRewrittenForLongLeavesNothingBehind() {
        Board board = new Board();
        assertLeavesNothingBehind(board, (engine, times) -> {
            for (int i = 0; i < times; i++) {
                board.put(Board.BASE, counting(i % 2000));
                engine.run(board.hart.instruction() + 9);
                assertEquals(i % 2000 + 1, board.get("a1"));
            }
        });
    }

    @Test
    void codeThatIsRewrittenAndMappedInTurnForLongLeavesNothingBehind() {
        Board board = new Board();
        PageTable table = new PageTable(board);
        board.setWord("satp", table.satp());
        board.setWord("privilege", 1);
        board.setWord("pc", CODE);
        assertLeavesNothingBehind(board, (engine, times) -> {
            for (int i = 0; i < times; i++) {
                long page = Board.BASE + (i % 3 << 12);
                board.put(page, counting(i % 2000));
                table.map(CODE, page, PageTable.ALL, 0);
                engine.run(board.hart.instruction() + 9);
                assertEquals(i % 2000 + 1, board.get("a1"));
            }
        });
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
    void whatExecutesForLongBecomesHotAndGoesOn() {
        Board board = new Board("addi a0,a0,1", "jal zero,.-4");
        Translator engine = Translator.eager(board.hart);
        engine.run(Tier.HOT_AFTER);
        assertFalse(engine.hottest(1).get(0).hot());
        engine.run(Tier.HOT_AFTER + 1000);
        engine.run(Tier.HOT_AFTER + 2000);
        assertTrue(engine.hottest(1).get(0).hot());
        assertEquals(Tier.HOT_AFTER / 2 + 1000, board.get("a0"));
    }

    @Test
    void whatIsTranslatedIsNotInterpreted() {
        Board board = new Board("addi a0,a0,1", "jal zero,.-4");
        Translator engine = Translator.eager(board.hart);
        engine.run(100_000);
        TranslatorStatistics all = engine.statistics();
        assertEquals(100_000, all.translatedInstructions() + all.interpretedInstructions());
        assertTrue(all.interpretedShare() < 0.01, all.toString());
        RegionReport hottest = engine.hottest(1).get(0);
        assertEquals(Board.BASE, hottest.address());
        assertEquals(all.translatedInstructions(), hottest.executed());
        assertEquals("80000000  addi a0,a0,1", hottest.code().get(0));
    }
}
