package dev.understudy.isa.translator;

import dev.understudy.isa.ExecutionEngine;
import dev.understudy.isa.Hart;
import dev.understudy.isa.HartState;
import dev.understudy.isa.StopReason;
import dev.understudy.isa.TrapUnit;
import dev.understudy.isa.interpreter.Interpreter;
import dev.understudy.isa.mmu.Access;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The engine that translates what is hot. Everything else, and every single instruction that a region cannot execute, is
 * the interpreter's, so that both engines stop, trap and count alike.
 */
public final class Translator implements ExecutionEngine {
    private static final int BUDGET_MAX = 1 << 30;
    /** Jumps that the interpreter takes between two looks at where it is. */
    private static final int JUMPS_A_LOOK = 64;

    /** Instructions that a page's code is interpreted for before it is translated: about what that costs. */
    private static final int WORTH = 2_000_000;

    /** What it costs to come to the interpreter and back, in instructions. */
    private static final int A_VISIT = 16;

    private final int jumpsALook;

    private final Hart hart;
    private final HartState state;
    private final TrapUnit traps;
    private final Interpreter interpreter;
    private final RegionMemory memory;
    private final Dispatcher dispatcher;
    private final RegionCache regions;
    private final Heat heat;
    private long translatedInstructions;
    private long interpretedInstructions;

    /** An engine for this hart, with an interpreter of its own; how long it translates is not measured. */
    public Translator(Hart hart) {
        this(hart, () -> 0);
    }

    /** @param nanoTime a clock by which its translating is measured; the guest does not depend on it */
    public Translator(Hart hart, LongSupplier nanoTime) {
        this(hart, WORTH, JUMPS_A_LOOK, Tier.WARM, nanoTime);
    }

    /** One that translates all that it meets, the first time: slow, but nothing is left untested. */
    public static Translator eager(Hart hart) {
        return new Translator(hart, 0, 0, Tier.WARM, () -> 0);
    }

    /** The same, and all as what loops for long is translated. */
    public static Translator eagerlyLooping(Hart hart) {
        return new Translator(hart, 0, 0, Tier.LOOPING, () -> 0);
    }

    private Translator(Hart hart, int worth, int jumpsALook, Tier first, LongSupplier nanoTime) {
        this.heat = new Heat(hart.ram().pageCount(), worth);
        this.jumpsALook = jumpsALook;
        this.hart = hart;
        this.state = hart.state();
        this.traps = hart.traps();
        this.interpreter = new Interpreter(hart);
        this.memory = new RegionMemory(hart);
        this.dispatcher = new Dispatcher(state, hart.memory().tlb(Access.FETCH), new Marked());
        RegionCompiler compiler = new RegionCompiler(hart, memory, nanoTime);
        this.regions = new RegionCache(hart.ram(), compiler, new Marks(), first, RegionCache.REGIONS_MAX);
    }

    private final class Marked implements Dispatcher.Regions {
        @Override
        public Region at() {
            int id = interpreter.mark();
            return id < 0 ? null : regions.region(id);
        }

        @Override
        public void executed(Region region) {
            if (region.warm && region.executed >= Tier.HOT_AFTER) {
                regions.heat(region);
            }
        }
    }

    private final class Marks implements RegionCache.Marks {
        @Override
        public void mark(long address, int id) {
            interpreter.mark(address, id);
        }

        @Override
        public void unmark(long address, int id) {
            interpreter.unmark(address, id);
        }

        @Override
        public void dropped() {
            memory.codeChanged();
            dispatcher.dropped();
        }

        @Override
        public void codeChanged(int page) {
            heat.forget(page);
        }
    }

    @Override
    public StopReason run(long until) {
        return run(until, until);
    }

    /** Costs nothing where a region can be entered: in the middle of one the interpreter would have to go on to its next entry. */
    @Override
    public StopReason run(long enough, long until) {
        hart.takeStopRequest();
        while (state.instruction < until) {
            traps.takeInterrupt();
            runRegions(until);
            if (state.instruction >= enough && interpreter.mark() >= 0) {
                return StopReason.REACHED;
            }
            if (state.instruction < until) {
                StopReason reason = interpret(until);
                if (reason != null) {
                    return reason;
                }
            }
        }
        return StopReason.REACHED;
    }

    /** Executes regions as long as one leads to another. */
    private void runRegions(long until) {
        int key = hart.memory().space().key();
        memory.enter(key);
        int budget = (int) Math.min(until - state.instruction, BUDGET_MAX);
        int ran = budget - dispatcher.run(key, budget);
        state.instruction += ran;
        translatedInstructions += ran;
    }

    private StopReason interpret(long until) {
        int offset = hart.memory().cachedFetch(state.pc);
        long before = state.instruction;
        StopReason reason = interpreter.advance(until, jumpsALook);
        int ran = (int) (state.instruction - before);
        interpretedInstructions += ran;
        if (offset >= 0 && heat.add(offset, ran + A_VISIT)) {
            int page = offset >>> 12;
            int interpreted = heat.of(page);
            regions.translate(page, heat.takeEntries(page), interpreted);
        }
        return reason;
    }

    /** What was done so far. On the vCPU's thread, as all of this. */
    public TranslatorStatistics statistics() {
        return regions.statistics(translatedInstructions, interpretedInstructions);
    }

    /** The regions that executed most, at most so many, the hottest first. */
    public List<RegionReport> hottest(int most) {
        return regions.hottest(most);
    }
}
