package dev.understudy.isa.translator;

import dev.understudy.isa.ExecutionEngine;
import dev.understudy.isa.Hart;
import dev.understudy.isa.HartState;
import dev.understudy.isa.StopReason;
import dev.understudy.isa.TrapUnit;
import dev.understudy.isa.interpreter.Interpreter;
import dev.understudy.isa.mmu.AddressSpace;

/**
 * The engine that translates what is hot. Everything else, and every single instruction that a region cannot execute, is
 * the interpreter's, so that both engines stop, trap and count alike.
 */
public final class Translator implements ExecutionEngine {
    private static final int BUDGET_MAX = 1 << 30;
    /** Jumps that the interpreter takes before the place where it is counts once. */
    private static final int JUMPS_A_COUNT = 16;

    /** Making a region costs what interpreting some hundred thousand instructions does. */
    private static final int HOT = 2000;

    private final int jumpsACount;

    private final Hart hart;
    private final HartState state;
    private final TrapUnit traps;
    private final Interpreter interpreter;
    private final RegionMemory memory;
    private final RegionCache regions;
    private final Heat heat;

    /** An engine for this hart, with an interpreter of its own. */
    public Translator(Hart hart) {
        this(hart, HOT, JUMPS_A_COUNT);
    }

    /** One that translates all that it meets, the first time: slow, but nothing is left untested. */
    public static Translator eager(Hart hart) {
        return new Translator(hart, 1, 0);
    }

    private Translator(Hart hart, int hot, int jumpsACount) {
        this.heat = new Heat(hot);
        this.jumpsACount = jumpsACount;
        this.hart = hart;
        this.state = hart.state();
        this.traps = hart.traps();
        this.interpreter = new Interpreter(hart);
        this.memory = new RegionMemory(hart);
        this.regions = new RegionCache(hart.ram(), new RegionCompiler(hart, memory), new RegionCache.Marks() {
            @Override
            public void mark(long address, int id) {
                interpreter.mark(address, id);
            }

            @Override
            public void dropped() {
                memory.codeChanged();
            }

            @Override
            public void unmark(long address, int id) {
                interpreter.unmark(address, id);
            }
        });
    }

    @Override
    public StopReason run(long until) {
        hart.takeStopRequest();
        while (state.instruction < until) {
            traps.takeInterrupt();
            runRegions(until);
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
        AddressSpace space = hart.memory().space();
        memory.enter(space);
        for (int id = interpreter.mark(space); id >= 0; id = interpreter.mark(space)) {
            int budget = (int) Math.min(until - state.instruction, BUDGET_MAX);
            long pc = state.pc;
            int left = regions.region(id).run((int) pc & PageBytes.SIZE - 1, pc & -PageBytes.SIZE, budget);
            if (left == budget) {
                return;
            }
            state.instruction += budget - left;
        }
    }

    private StopReason interpret(long until) {
        count(state.pc);
        return interpreter.advance(until, jumpsACount);
    }

    private void count(long pc) {
        int offset = hart.memory().space().fetches.offset(pc);
        if (offset >= 0 && heat.count(offset)) {
            regions.heat(hart.ram().base() + offset);
        }
    }
}
