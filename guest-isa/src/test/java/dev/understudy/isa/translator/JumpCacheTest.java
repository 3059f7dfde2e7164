package dev.understudy.isa.translator;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.understudy.isa.Board;
import dev.understudy.isa.PageTable;
import dev.understudy.isa.mmu.Access;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was found at an address is forgotten when the address means something else (rule <i>Invisible caches</i>). */
class JumpCacheTest {
    private static final long CODE = 0x10_0000;
    private static final long PAGE = Board.BASE;
    private static final long OTHER_PAGE = Board.BASE + 0x1000;

    private final Board board = new Board();
    private final PageTable table = new PageTable(board);
    private final JumpCache cache = new JumpCache(board.hart.memory().tlb(Access.FETCH).entries);
    private final Region region = new Region() {
        @Override
        int run(int entry, long page, int remaining) {
            return remaining;
        }
    };

    @BeforeEach
    void theRegionWasFoundInThePage() {
        board.setWord("satp", table.satp());
        board.setWord("privilege", 1);
        region.entries = new byte[PageBytes.SIZE / 2];
        region.entries[4] = 1;
        mapAndFetch(PAGE);
        cache.put(CODE + 8, region);
    }

    private void mapAndFetch(long page) {
        table.map(CODE, page, PageTable.ALL, 0);
        board.hart.memory().fetchAddress(CODE);
        cache.enter(board.hart.memory().space().key());
    }

    @Test
    void itIsFoundAgainWithItsEntry() {
        assertSame(region, cache.get(CODE + 8).region());
        assertSame(1, cache.get(CODE + 8).entry());
        assertNull(cache.get(CODE + 4));
    }

    @Test
    void anAddressOfTheSamePlaceInTheTableIsAnother() {
        for (long there = CODE; there < CODE + (1 << 26); there += 2) {
            assertNull(there == CODE + 8 ? null : cache.get(there), Long.toHexString(there));
        }
    }

    @Test
    void anotherPageAtItsAddressHidesIt() {
        mapAndFetch(OTHER_PAGE);
        assertNull(cache.get(CODE + 8));
        mapAndFetch(PAGE);
        assertSame(region, cache.get(CODE + 8).region());
    }

    @Test
    void noPageAtItsAddressHidesIt() {
        table.map(CODE, PAGE, 0, 0);
        assertNull(cache.get(CODE + 8));
    }

    @Test
    void afterARegionWasDroppedNothingIsKnown() {
        cache.clear();
        assertNull(cache.get(CODE + 8));
    }
}
