package dev.understudy.isa.interpreter;

import dev.understudy.isa.ExecutionEngine;
import dev.understudy.isa.Hart;
import dev.understudy.isa.HartState;
import dev.understudy.isa.Ram;
import dev.understudy.isa.StopReason;
import dev.understudy.isa.Trap;
import dev.understudy.isa.TrapUnit;
import dev.understudy.isa.instruction.CompressedForm;
import dev.understudy.isa.instruction.Decoder;

/**
 * The interpreter of one hart. The {@link HotLoop} executes what computes, jumps and accesses plain RAM; it leaves
 * everything else undone to the {@link SlowPath}. Only there can interrupts, traps and stops come up, so only
 * there they are looked for.
 */
public final class Interpreter implements ExecutionEngine {
    private static final long PAGE_MASK = -Ram.PAGE_SIZE;
    private static final int BUDGET_MAX = 1 << 30;

    private final Hart hart;
    private final HartState state;
    private final TrapUnit traps;
    private final CodeCache cache;
    private final SlowPath slowPath;
    private final HotLoop loop;
    /** Holds the one instruction that crosses a page, at its own place. */
    private final long[] crossing = new long[CodeCache.ENTRIES + 1];
    /** Its index there, -1 before the first, and its bits. */
    private int crossingAt = -1;

    private int crossingBits;

    /** An engine for this hart. Several may serve one hart in turn. */
    public Interpreter(Hart hart) {
        this.hart = hart;
        this.state = hart.state();
        this.traps = hart.traps();
        this.cache = new CodeCache(hart.ram());
        FloatUnit floats = new FloatUnit(hart);
        this.loop = new HotLoop(hart, cache, floats);
        this.slowPath = new SlowPath(hart, floats);
    }

    @Override
    public StopReason run(long until) {
        hart.takeStopRequest();
        while (state.instruction < until) {
            traps.takeInterrupt();
            StopReason reason = advance(until, Integer.MAX_VALUE);
            if (reason != null) {
                return reason;
            }
        }
        return StopReason.REACHED;
    }

    /**
     * For the translator, between instructions and with no interrupt due: executes at least one instruction, and on until a mark, or until so many jumps were taken.
     *
     * @return why the run ends, or null
     */
    public StopReason advance(long until, int jumps) {
        long[] code = code();
        if (code == null) {
            return null;
        }
        boolean marked = Opcode.opcode(code[(int) (state.pc & ~PAGE_MASK) >>> 1]) == Opcode.MARK;
        long undone =
                marked ? Opcode.CROSSING : loop.run(code, (int) Math.min(until - state.instruction, BUDGET_MAX), jumps);
        return undone == 0 ? null : step(undone);
    }

    /** The array with the instruction at pc decoded; null if its fetch trapped, which counts as an instruction. */
    private long[] code() {
        try {
            return cache.decoded(hart.memory().fetchAddress(state.pc));
        } catch (Trap trap) {
            traps.enter(trap);
            state.instruction++;
            return null;
        }
    }

    /** For the translator: the id of the mark at pc, -1 for none. */
    public int mark() {
        int offset = hart.memory().cachedFetch(state.pc);
        long[] code = offset < 0 ? null : cache.pages()[offset >>> 12];
        if (code == null) {
            return -1;
        }
        long packed = code[(offset & (Ram.PAGE_SIZE - 1)) >>> 1];
        return Opcode.opcode(packed) == Opcode.MARK ? (int) (packed >> 32) : -1;
    }

    /** For the translator: {@link #advance} comes back before the instruction at this physical address. */
    public void mark(long address, int id) {
        cache.mark(address, id);
    }

    /** For the translator: undoes {@link #mark(long, int)}. */
    public void unmark(long address, int id) {
        cache.unmark(address, id);
    }

    /** Executes and counts the one instruction that the loop left undone; null to go on. */
    private StopReason step(long undone) {
        boolean waits = false;
        try {
            long packed = undone;
            if (Opcode.opcode(undone) == Opcode.MARK) {
                return null;
            }
            if (Opcode.opcode(undone) == Opcode.CROSSING) {
                packed = cross();
            }
            if (packed == 0) {
                return null;
            }
            state.pc = slowPath.execute(packed);
            waits = Opcode.opcode(packed) == Opcode.WFI && !traps.wakes();
        } catch (Trap trap) {
            traps.enter(trap);
        }
        state.instruction++;
        if (hart.takeStopRequest()) {
            return StopReason.REQUESTED;
        }
        return waits ? StopReason.WAITING : null;
    }

    /** Fetches the instruction at pc anew and lets the loop try it; what is left undone, or 0. */
    private long cross() {
        int at = (int) (state.pc & ~PAGE_MASK) >>> 1;
        int bits = hart.memory().fetch(state.pc);
        if (at != crossingAt || bits != crossingBits) {
            crossing[at] =
                    Decoder.isCompressed(bits) ? Opcode.pack(CompressedForm.expand(bits), 1) : Opcode.pack(bits, 2);
            crossingAt = at;
            crossingBits = bits;
        }
        return loop.run(crossing, 1, 1);
    }
}
