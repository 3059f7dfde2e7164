package dev.understudy.isa.translator;

import dev.understudy.isa.Ram;
import dev.understudy.isa.mmu.AddressSpace;
import dev.understudy.isa.mmu.Tlb;
import java.util.Arrays;

/**
 * Which region was found at a virtual address: direct-mapped. What it says is good for as long as the address's page lies where it
 * lay then, which each look asks of the TLB (rule <i>Invisible caches</i>), and until a region is dropped. To put something there
 * allocates: once in 2,000 looks when Debian runs python.
 */
final class JumpCache {
    /** A power of two. */
    private static final int ENTRIES = 1 << 12;

    private static final long PAGE_MASK = -Ram.PAGE_SIZE;

    /**
     * A place where control came.
     *
     * @param addend of its page in the TLB
     * @param entry of the region
     */
    record Jump(long pc, int addend, Region region, int entry) {}

    /** No pc is odd. */
    private static final Jump NONE = new Jump(1, 0, null, 0);

    private final Jump[] jumps = new Jump[ENTRIES];
    private long[] pages;
    private int[] addends;

    JumpCache() {
        clear();
    }

    /** A region was dropped. */
    void clear() {
        Arrays.fill(jumps, NONE);
    }

    /** From now on code is fetched by these translations. */
    void enter(AddressSpace space) {
        pages = space.fetches.pages;
        addends = space.fetches.addends;
    }

    /** What was put there last; null if nothing was, or if it is not good any more. */
    Jump get(long pc) {
        Jump jump = jumps[index(pc)];
        int page = page(pc);
        return jump.pc == pc && pages[page] == (pc & PAGE_MASK) && addends[page] == jump.addend ? jump : null;
    }

    /** This region can be entered at this address, whose page the TLB knows. */
    Jump put(long pc, Region region) {
        Jump jump = new Jump(pc, addends[page(pc)], region, region.entryAt((int) pc & PageBytes.SIZE - 1));
        jumps[index(pc)] = jump;
        return jump;
    }

    private static int index(long pc) {
        return (int) (pc >>> 1 ^ pc >>> 13) & (ENTRIES - 1);
    }

    private static int page(long pc) {
        return (int) (pc >>> 12) & (Tlb.ENTRIES - 1);
    }
}
