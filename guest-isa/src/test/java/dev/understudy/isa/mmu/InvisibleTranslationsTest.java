package dev.understudy.isa.mmu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.isa.Board;
import dev.understudy.isa.Hart;
import dev.understudy.isa.PageTable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rule <i>Invisible caches</i>: a cached translation never differs from a fresh walk, with or without a fence. */
class InvisibleTranslationsTest {
    private static final long DATA = 0x10_0000L;
    private static final long PAGE_A = Board.BASE + 0x4000;
    private static final long PAGE_B = Board.BASE + 0x5000;

    /** In S, a program that loads from {@link #DATA} twice, the page having been loaded from before. */
    private static final class Reader {
        final Board board = new Board("ld a0,0(a1)", "jal zero,.-4");
        final PageTable table = new PageTable(board);

        Reader() {
            table.map(Board.BASE, Board.BASE, PageTable.ALL, 0);
            table.map(DATA, PAGE_A, PageTable.ALL, 0);
            board.ram.store64(PAGE_A, 'A');
            board.ram.store64(PAGE_B, 'B');
            board.set("a1", DATA);
            board.setWord("mtvec", Board.BASE + 0x800);
            board.setWord("satp", table.satp());
            board.setWord("privilege", 1);
            board.run(4);
            assertEquals('A', board.get("a0"));
        }
    }

    @Test
    void entryChangedByAStoreCountsAtOnce() {
        Reader reader = new Reader();
        reader.table.map(DATA, PAGE_B, PageTable.ALL, 0);
        reader.board.run(1);
        assertEquals('B', reader.board.get("a0"));
    }

    @Test
    void entryMadeInvalidCountsAtOnceAndValidAgainToo() {
        Reader reader = new Reader();
        reader.table.map(DATA, PAGE_A, 0, 0);
        reader.board.run(1);
        assertEquals(13, reader.board.word("mcause"));
        reader.table.map(DATA, PAGE_B, PageTable.ALL, 0);
        reader.board.setWord("privilege", 1);
        reader.board.setWord("pc", Board.BASE);
        reader.board.run(1);
        assertEquals('B', reader.board.get("a0"));
    }

    @Test
    void pointerChangedByDmaCountsAtOnce() {
        for (int level = 1; level <= 2; level++) {
            Reader reader = new Reader();
            byte[] zeros = new byte[8];
            reader.board.ram.write(reader.table.entry(DATA, level), zeros, 0, 8);
            reader.board.run(1);
            assertEquals(13, reader.board.word("mcause"), "level " + level);
        }
    }

    @Test
    void clearedAccessedBitIsSetAgainByTheNextAccess() {
        Reader reader = new Reader();
        reader.table.map(DATA, PAGE_A, PageTable.ALL & ~PageTable.A, 0);
        reader.board.run(1);
        assertEquals(PageTable.entryTo(PAGE_A, PageTable.ALL), reader.board.ram.load64(reader.table.entry(DATA, 0)));
    }

    @Test
    void tableUsedAtTwoPlacesIsWatchedForBoth() {
        Reader reader = new Reader();
        PageTable table = reader.table;
        long alias = DATA + (1L << 21);
        reader.board.ram.store64(table.entry(alias, 1), reader.board.ram.load64(table.entry(DATA, 1)));
        Board board = reader.board;
        for (long address : new long[] {alias, DATA, alias}) {
            board.set("a1", address);
            board.run(2);
            assertEquals('A', board.get("a0"));
        }
        board.put(Board.BASE, "ld a0,0(a1)", "ld a3,0(a4)");
        board.set("a4", DATA);
        table.map(DATA, PAGE_B, PageTable.ALL, 0);
        board.run(2);
        assertEquals('B', board.get("a0"), "the place used last");
        assertEquals('B', board.get("a3"), "the place used before");
    }

    /** Memory changed with nobody told: who has walked goes on with the old page, who joins from a snapshot does not. */
    @Test
    void withoutTheWatchTwoReplicasInOneStateLiveDifferentLives() {
        Board warm = new Reader().board;
        Reader cold = new Reader();
        int entry = (int) (cold.table.entry(DATA, 0) - Board.BASE);
        ByteBuffer.wrap(warm.ram.bytes())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(entry, PageTable.entryTo(PAGE_B, PageTable.ALL));
        cold.board.ram.write(Board.BASE, warm.ram.bytes(), 0, warm.ram.size());
        cold.board.hart.restore(warm.hart.save());
        warm.run(1);
        cold.board.run(1);
        assertEquals('A', warm.get("a0"));
        assertEquals('B', cold.board.get("a0"));
    }

    // ---- random programs that change the page tables they run under
    // ---------------------------------------------------

    private static final int INSTRUCTIONS = 4000;

    static IntStream seeds() {
        return IntStream.range(1, 41);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void programsThatChangeTheirPageTablesLiveOneLifeWhateverIsCached(int seed) {
        Board warm = live(seed, board -> INSTRUCTIONS);
        assertEquals(INSTRUCTIONS, warm.hart.instruction());
        assertSame(warm, live(seed, board -> board.hart.instruction() + 1), "single steps");
        Random random = new Random(seed);
        assertSame(
                warm,
                live(seed, board -> {
                    board.hart.restore(board.hart.save());
                    return board.hart.instruction() + 1 + random.nextInt(7);
                }),
                "restored from a snapshot again and again");
    }

    @Test
    void theRandomProgramsDoWhatTheyAreFor() {
        int succeeded = 0;
        int faults = 0;
        for (int seed : seeds().toArray()) {
            Board board = RandomPaging.board(seed);
            while (board.hart.instruction() < INSTRUCTIONS) {
                long handled = board.get("t0");
                boolean translated = board.hart.privilege() < 3 && board.word("satp") < 0;
                board.run(1);
                succeeded += translated && board.hart.privilege() < 3 ? 1 : 0;
                faults += board.get("t0") != handled && board.word("mcause") >= 12 ? 1 : 0;
            }
        }
        assertTrue(succeeded > 10_000 && faults > 2_000, succeeded + " instructions translated, " + faults + " faults");
    }

    private static Board live(long seed, ToLongFunction<Board> nextStop) {
        Board board = RandomPaging.board(seed);
        while (board.hart.instruction() < INSTRUCTIONS) {
            board.engine.run(Math.min(INSTRUCTIONS, nextStop.applyAsLong(board)));
        }
        return board;
    }

    private static void assertSame(Board expected, Board actual, String how) {
        long[] left = expected.hart.save();
        long[] right = actual.hart.save();
        for (int i = 0; i < left.length; i++) {
            assertEquals(left[i], right[i], how + ": " + Hart.stateNames().get(i));
        }
        assertArrayEquals(expected.ram.bytes(), actual.ram.bytes(), how);
    }
}
