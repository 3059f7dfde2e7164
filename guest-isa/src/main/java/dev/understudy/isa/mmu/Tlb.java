package dev.understudy.isa.mmu;

import dev.understudy.isa.Ram;
import java.util.Arrays;

/**
 * Cached translations of one kind of access: direct-mapped, a page of RAM an entry. Engines copy the arrays into locals:
 *
 * <pre>
 * entry  = (int) (address &gt;&gt;&gt; 12) &amp; (Tlb.ENTRIES - 1)
 * hit    = (address + size - 1 &amp; -4096) == pages[entry]      also says that the access does not cross a page
 * offset = (int) address + addends[entry]                    in RAM's bytes
 * </pre>
 */
public final class Tlb {
    /** A power of two. */
    public static final int ENTRIES = 1 << 12;

    private static final int PAGE_SHIFT = 12;
    private static final long PAGE_MASK = -Ram.PAGE_SIZE;
    /** No page's address. */
    private static final long NONE = 1;

    /** Address of the virtual page, or no page's address. */
    public final long[] pages = new long[ENTRIES];

    /** What to add to a virtual address, modulo 2^32, to get the offset in RAM. */
    public final int[] addends = new int[ENTRIES];

    Tlb() {
        clear();
    }

    static int entry(long address) {
        return (int) (address >>> PAGE_SHIFT) & (ENTRIES - 1);
    }

    /** The offset in RAM of this virtual address, negative if it is not cached. */
    public int offset(long address) {
        int entry = entry(address);
        return pages[entry] == (address & PAGE_MASK) ? (int) address + addends[entry] : -1;
    }

    void put(long address, int offset) {
        int entry = entry(address);
        pages[entry] = address & PAGE_MASK;
        addends[entry] = offset - (int) address;
    }

    void clear() {
        Arrays.fill(pages, NONE);
    }

    /** Drops what lies in the {@code 512^level} pages from {@code first} on, which is aligned to them. */
    void drop(long first, int level) {
        long range = -1L << (PAGE_SHIFT + 9 * level);
        int entry = entry(first);
        int count = Math.min(ENTRIES, 1 << (9 * level));
        for (int i = 0; i < count; i++) {
            int at = (entry + i) & (ENTRIES - 1);
            if ((pages[at] & range) == first && pages[at] != NONE) {
                pages[at] = NONE;
            }
        }
    }
}
