package dev.understudy.isa.translator;

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

    /**
     * A place where control came.
     *
     * @param addend of its page in the TLB
     * @param entry of the region
     */
    record Jump(long pc, long addend, Region region, int entry) {}

    /** No pc is odd. */
    private static final Jump NONE = new Jump(1, 0, null, 0);

    private final Jump[] jumps = new Jump[ENTRIES];
    /** Of the TLB of fetches. */
    private final long[] fetches;

    private int key;

    JumpCache(long[] fetches) {
        this.fetches = fetches;
        clear();
    }

    /** A region was dropped. */
    void clear() {
        Arrays.fill(jumps, NONE);
    }

    /** From now on code is fetched from the address space with this key. */
    void enter(int key) {
        this.key = key;
    }

    /** What was put there last; null if nothing was, or if it is not good any more. */
    Jump get(long pc) {
        Jump jump = jumps[index(pc)];
        int page = Tlb.index(pc);
        return jump.pc == pc && fetches[page] == Tlb.tag(pc, key) && fetches[page + 1] == jump.addend ? jump : null;
    }

    /** This region can be entered at this address, whose page the TLB knows. */
    Jump put(long pc, Region region) {
        Jump jump = new Jump(pc, fetches[Tlb.index(pc) + 1], region, region.entryAt((int) pc & PageBytes.SIZE - 1));
        jumps[index(pc)] = jump;
        return jump;
    }

    private static int index(long pc) {
        return (int) (pc >>> 1 ^ pc >>> 13) & (ENTRIES - 1);
    }
}
