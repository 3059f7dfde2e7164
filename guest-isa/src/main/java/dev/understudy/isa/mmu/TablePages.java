package dev.understudy.isa.mmu;

import dev.understudy.isa.Ram;
import java.util.Arrays;

/**
 * The pages of page tables that cached translations hang on (rule <i>Invisible caches</i>): which of their 512 entries,
 * and which virtual addresses those stand for. A store into an entry that nothing hangs on costs nothing, and invalid
 * entries are never cached; a store into another drops just its range.
 *
 * <p>A page has one place, its level and virtual base; kernels share a table between processes at one place. One that is
 * walked through at another place drops what hung on it at the former.
 */
final class TablePages implements Ram.TableWatcher {
    /** More, and all are dropped with all translations: a bound on what a hostile guest can make us keep. */
    private static final int PAGES_MAX = 8192;

    private static final int UNUSED_BITS = 64 - 39;

    private final Ram ram;
    private final Tlbs tlbs;
    private final TablePage[] pages;
    private int count;

    private static final class TablePage {
        private final long[] used = new long[8];
        private int usedCount;
        private int level;
        private long base;

        boolean isAt(int otherLevel, long otherBase) {
            return level == otherLevel && base == otherBase;
        }

        void use(int entry) {
            if (((used[entry >>> 6] >>> entry) & 1) == 0) {
                used[entry >>> 6] |= 1L << entry;
                usedCount++;
            }
        }

        boolean forget(int entry) {
            boolean wasUsed = ((used[entry >>> 6] >>> entry) & 1) != 0;
            if (wasUsed) {
                used[entry >>> 6] &= ~(1L << entry);
                usedCount--;
            }
            return wasUsed;
        }
    }

    TablePages(Ram ram, Tlbs tlbs) {
        this.ram = ram;
        this.tlbs = tlbs;
        this.pages = new TablePage[ram.pageCount()];
        ram.setTableWatcher(this);
    }

    /**
     * A translation of {@code address} hangs on the table entries at these physical addresses in RAM.
     *
     * @param path by level, from 2 down to {@code leaf}
     * @return false if it must not be cached: the walk came through one page twice, which then has no one place
     */
    boolean use(long address, long[] path, int leaf) {
        for (int level = leaf; level < 2; level++) {
            for (int above = level + 1; above <= 2; above++) {
                if (path[level] >>> 12 == path[above] >>> 12) {
                    return false;
                }
            }
        }
        if (count > PAGES_MAX - 3) {
            allTablesChanged();
        }
        for (int level = 2; level >= leaf; level--) {
            int entry = (int) (path[level] & (Ram.PAGE_SIZE - 1)) >>> 3;
            page((int) ((path[level] - ram.base()) >>> 12), level, base(address, level))
                    .use(entry);
        }
        return true;
    }

    /** First address of the 512 ranges that a table of this level stands for; of a root, 0. */
    private static long base(long address, int level) {
        return level == 2 ? 0 : address & (-1L << (12 + 9 * (level + 1)));
    }

    private TablePage page(int index, int level, long base) {
        TablePage page = pages[index];
        if (page != null && page.isAt(level, base)) {
            return page;
        }
        if (page == null) {
            page = new TablePage();
            pages[index] = page;
            count++;
            ram.watchTable(index);
        } else {
            drop(page, 0, 511);
        }
        page.level = level;
        page.base = base;
        return page;
    }

    private void drop(TablePage page, int first, int last) {
        for (int entry = first; entry <= last && page.usedCount > 0; entry++) {
            if (page.forget(entry)) {
                long start = page.base + ((long) entry << (12 + 9 * page.level));
                tlbs.drop((start << UNUSED_BITS) >> UNUSED_BITS, page.level);
            }
        }
    }

    @Override
    public boolean tableChanged(int offset, int length) {
        TablePage page = pages[offset >>> 12];
        if (page == null) {
            return false;
        }
        int first = offset & (Ram.PAGE_SIZE - 1);
        drop(page, first >>> 3, (first + length - 1) >>> 3);
        if (page.usedCount > 0) {
            return true;
        }
        pages[offset >>> 12] = null;
        count--;
        return false;
    }

    @Override
    public void allTablesChanged() {
        Arrays.fill(pages, null);
        count = 0;
        tlbs.clear();
    }
}
