package dev.understudy.isa.translator;

import dev.understudy.isa.HartState;
import dev.understudy.isa.mmu.Tlb;
import dev.understudy.isa.translator.JumpCache.Jump;

/** Executes region after region, as long as one leads to another. */
final class Dispatcher {
    private final HartState state;
    private final Regions regions;
    private final JumpCache jumps;

    /** Where regions come from. */
    interface Regions {
        /** The region that can be entered at pc, null if there is none. */
        Region at();

        /** This one has executed some more. */
        void executed(Region region);
    }

    Dispatcher(HartState state, Tlb fetches, Regions regions) {
        this.jumps = new JumpCache(fetches.entries);
        this.state = state;
        this.regions = regions;
    }

    /** A region was dropped. */
    void dropped() {
        jumps.clear();
    }

    /**
     * Executes regions from pc on, until the next instruction is the interpreter's or too little is left.
     *
     * @param key of the address space that the hart is in
     * @return how many of {@code budget} instructions are left
     */
    int run(int key, int budget) {
        jumps.enter(key);
        int left = budget;
        for (Jump jump = next(); jump != null; jump = next()) {
            Region region = jump.region();
            int before = left;
            left = region.run(jump.entry(), jump.pc() & -PageBytes.SIZE, before);
            if (left == before) {
                break;
            }
            region.executed += before - left;
            region.visits++;
            regions.executed(region);
        }
        return left;
    }

    private Jump next() {
        Jump jump = jumps.get(state.pc);
        if (jump == null) {
            Region region = regions.at();
            jump = region == null ? null : jumps.put(state.pc, region);
        }
        return jump;
    }
}
