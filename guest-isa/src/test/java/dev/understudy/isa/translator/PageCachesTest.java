package dev.understudy.isa.translator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.understudy.isa.Board;
import dev.understudy.isa.PageTable;
import org.junit.jupiter.api.Test;

/** What a region remembers of pages while it is inside is never stale (rule <i>Invisible caches</i>). */
class PageCachesTest {
    private static final long DATA = 0x10_0000L;
    private static final long PAGE_A = Board.BASE + 0x4000;
    private static final long PAGE_B = Board.BASE + 0x5000;
    /** Where the leaf table of {@link #DATA} can be stored into. */
    private static final long TABLE = 0x4020_0000L;

    /** Stores into a page, walks through it, and stores into it again: the page has become a table in between. */
    private static Board walkingThroughAPageThatItStoresInto() {
        Board board = new Board(
                "sd zero,8(a1)", // for the TLB
                "jal zero,.+4",
                "sd zero,8(a1)", // into the table, where nothing hangs on it yet
                "amoadd.d a0,zero,(a2)", // walks through it
                "sd a3,0(a1)", // changes the entry that this hangs on
                "amoadd.d a5,zero,(a2)",
                "jal zero,.-16");
        PageTable table = new PageTable(board);
        table.map(Board.BASE, Board.BASE, PageTable.ALL, 0);
        table.map(DATA, PAGE_A, PageTable.ALL, 0);
        long entry = table.entry(DATA, 0);
        table.map(TABLE, entry & -4096, PageTable.ALL, 0);
        board.ram.store64(PAGE_A, 'A');
        board.ram.store64(PAGE_B, 'B');
        board.set("a1", TABLE + (entry & 4095));
        board.set("a2", DATA);
        board.set("a3", PageTable.entryTo(PAGE_B, PageTable.ALL));
        board.setWord("satp", table.satp());
        board.setWord("privilege", 1);
        return board;
    }

    @Test
    void aPageThatBecomesATableIsNotStoredIntoWithoutNotice() {
        Board board = walkingThroughAPageThatItStoresInto();
        Translator engine = Translator.eagerlyLooping(board.hart);
        engine.run(7);
        assertEquals(
                1,
                engine.statistics().translatedInstructions(),
                "the first is executed in a region, and it is left before the second");
        assertEquals('A', board.get("a0"));
        assertEquals('B', board.get("a5"));
    }

    @Test
    void noAddressPassesForThePageThatIsNotYetKnown() {
        for (int offset = 0; offset < 8; offset++) {
            Board board = new Board("ld a0,0(a1)", "jal zero,.+4", "ld a2,0(a1)", "jal zero,.-4");
            PageTable table = new PageTable(board);
            table.map(Board.BASE, Board.BASE, PageTable.ALL, 0);
            table.map(0, PAGE_A, PageTable.ALL, 0);
            board.ram.store64(PAGE_A + offset, 'A');
            board.set("a1", offset);
            board.setWord("satp", table.satp());
            board.setWord("privilege", 1);
            Translator engine = Translator.eagerlyLooping(board.hart);
            engine.run(4);
            assertEquals(2, engine.statistics().translatedInstructions());
            assertEquals('A', board.get("a2"), "at " + offset);
        }
    }
}
