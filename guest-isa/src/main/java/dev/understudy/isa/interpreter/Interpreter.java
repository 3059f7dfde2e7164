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
import dev.understudy.isa.mmu.AddressSpace;
import dev.understudy.isa.mmu.Tlb;
import dev.understudy.isa.semantics.FloatOps;
import dev.understudy.isa.semantics.IntegerOps;
import dev.understudy.isa.semantics.MultiplyOps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The interpreter of one hart. A loop over pre-decoded instructions executes what computes, jumps and accesses plain RAM;
 * it leaves everything else undone to the {@link SlowPath}. Only there can interrupts, traps and stops come up, so only
 * there they are looked for.
 */
public final class Interpreter implements ExecutionEngine {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long PAGE_MASK = -Ram.PAGE_SIZE;
    private static final int BUDGET_MAX = 1 << 30;

    private final Hart hart;
    private final HartState state;
    private final TrapUnit traps;
    private final CodeCache cache;
    private final FloatUnit floats;
    private final SlowPath slowPath;
    /** Holds the one instruction that crosses a page, at its own place. */
    private final long[] crossing = new long[CodeCache.ENTRIES + 1];

    private int jumpsLeft;

    /** An engine for this hart. Several may serve one hart in turn. */
    public Interpreter(Hart hart) {
        this.hart = hart;
        this.state = hart.state();
        this.traps = hart.traps();
        this.cache = new CodeCache(hart.ram());
        this.floats = new FloatUnit(hart);
        this.slowPath = new SlowPath(hart, floats);
    }

    @Override
    public StopReason run(long until) {
        hart.takeStopRequest();
        while (state.instruction < until) {
            StopReason reason = advance(until, Integer.MAX_VALUE);
            if (reason != null) {
                return reason;
            }
        }
        return StopReason.REACHED;
    }

    /**
     * For the translator: executes at least one instruction, and on until a mark, or until so many jumps were taken.
     *
     * @return why the run ends, or null
     */
    public StopReason advance(long until, int jumps) {
        traps.takeInterrupt();
        long[] code = code();
        if (code == null) {
            return null;
        }
        jumpsLeft = jumps;
        boolean marked = Opcode.opcode(code[(int) (state.pc & ~PAGE_MASK) >>> 1]) == Opcode.MARK;
        long undone = marked ? Opcode.CROSSING : loop(code, (int) Math.min(until - state.instruction, BUDGET_MAX));
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

    /**
     * For the translator: the id of the mark at pc, -1 for none.
     *
     * @param space the present one
     */
    public int mark(AddressSpace space) {
        int offset = space.fetches.offset(state.pc);
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
        crossing[at] = Decoder.isCompressed(bits) ? Opcode.pack(CompressedForm.expand(bits), 1) : Opcode.pack(bits, 2);
        return loop(crossing, 1);
    }

    /**
     * The hot loop: at most {@code budget} instructions from pc on. Kept under 8,000 bytecodes, beyond which HotSpot
     * compiles nothing.
     *
     * @return the instruction at pc that is left undone, or 0
     */
    private long loop(long[] start, int budget) {
        long[] x = state.registers;
        byte[] ram = hart.ram().bytes();
        byte[] states = hart.ram().pageStates();
        AddressSpace space = hart.memory().space();
        long[] loadPages = space.loads.pages;
        int[] loadAddends = space.loads.addends;
        long[] storePages = space.stores.pages;
        int[] storeAddends = space.stores.addends;
        long[][] codes = cache.pages();
        long[] code = start;
        long page = state.pc & PAGE_MASK;
        int at = (int) (state.pc & ~PAGE_MASK) >>> 1;
        int remaining = budget;
        int jumps = jumpsLeft;
        long packed = 0;
        int floatModes = state.readyRoundingModes();
        loop:
        while (remaining > 0) {
            packed = code[at];
            int rd = Opcode.rd(packed);
            long a = x[Opcode.rs1(packed)];
            long b = x[Opcode.rs2(packed)];
            long immediate = Opcode.immediate(packed);
            long address;
            int entry;
            int offset;
            taken:
            {
                switch (Opcode.opcode(packed)) {
                    case Opcode.LUI:
                        x[rd] = immediate;
                        break;
                    case Opcode.AUIPC:
                        x[rd] = page + 2L * at + immediate;
                        break;
                    case Opcode.JAL:
                        x[rd] = page + 2L * (at + Opcode.halfwords(packed));
                        break taken;
                    case Opcode.JALR:
                        x[rd] = page + 2L * (at + Opcode.halfwords(packed));
                        immediate = (a + immediate & ~1) - (page + 2L * at);
                        break taken;
                    case Opcode.BEQ:
                        if (IntegerOps.beq(a, b)) {
                            break taken;
                        }
                        break;
                    case Opcode.BNE:
                        if (IntegerOps.bne(a, b)) {
                            break taken;
                        }
                        break;
                    case Opcode.BLT:
                        if (IntegerOps.blt(a, b)) {
                            break taken;
                        }
                        break;
                    case Opcode.BGE:
                        if (IntegerOps.bge(a, b)) {
                            break taken;
                        }
                        break;
                    case Opcode.BLTU:
                        if (IntegerOps.bltu(a, b)) {
                            break taken;
                        }
                        break;
                    case Opcode.BGEU:
                        if (IntegerOps.bgeu(a, b)) {
                            break taken;
                        }
                        break;
                    case Opcode.LB:
                        address = a + immediate;
                        entry = (int) (address >>> 12) & (Tlb.ENTRIES - 1);
                        if ((address & PAGE_MASK) != loadPages[entry]) {
                            break loop;
                        }
                        offset = (int) address + loadAddends[entry];
                        x[rd] = ram[offset];
                        break;
                    case Opcode.LH:
                        address = a + immediate;
                        entry = (int) (address >>> 12) & (Tlb.ENTRIES - 1);
                        if (((address + 1) & PAGE_MASK) != loadPages[entry]) {
                            break loop;
                        }
                        offset = (int) address + loadAddends[entry];
                        x[rd] = (short) SHORT.get(ram, offset);
                        break;
                    case Opcode.LW:
                        address = a + immediate;
                        entry = (int) (address >>> 12) & (Tlb.ENTRIES - 1);
                        if (((address + 3) & PAGE_MASK) != loadPages[entry]) {
                            break loop;
                        }
                        offset = (int) address + loadAddends[entry];
                        x[rd] = (int) INT.get(ram, offset);
                        break;
                    case Opcode.LD:
                        address = a + immediate;
                        entry = (int) (address >>> 12) & (Tlb.ENTRIES - 1);
                        if (((address + 7) & PAGE_MASK) != loadPages[entry]) {
                            break loop;
                        }
                        offset = (int) address + loadAddends[entry];
                        x[rd] = (long) LONG.get(ram, offset);
                        break;
                    case Opcode.LBU:
                        address = a + immediate;
                        entry = (int) (address >>> 12) & (Tlb.ENTRIES - 1);
                        if ((address & PAGE_MASK) != loadPages[entry]) {
                            break loop;
                        }
                        offset = (int) address + loadAddends[entry];
                        x[rd] = ram[offset] & 0xff;
                        break;
                    case Opcode.LHU:
                        address = a + immediate;
                        entry = (int) (address >>> 12) & (Tlb.ENTRIES - 1);
                        if (((address + 1) & PAGE_MASK) != loadPages[entry]) {
                            break loop;
                        }
                        offset = (int) address + loadAddends[entry];
                        x[rd] = (short) SHORT.get(ram, offset) & 0xffff;
                        break;
                    case Opcode.LWU:
                        address = a + immediate;
                        entry = (int) (address >>> 12) & (Tlb.ENTRIES - 1);
                        if (((address + 3) & PAGE_MASK) != loadPages[entry]) {
                            break loop;
                        }
                        offset = (int) address + loadAddends[entry];
                        x[rd] = (int) INT.get(ram, offset) & 0xffff_ffffL;
                        break;
                    case Opcode.SB:
                        address = a + immediate;
                        entry = (int) (address >>> 12) & (Tlb.ENTRIES - 1);
                        offset = (int) address + storeAddends[entry];
                        if ((address & PAGE_MASK) != storePages[entry] || states[offset >>> 12] != 0) {
                            break loop;
                        }
                        ram[offset] = (byte) b;
                        break;
                    case Opcode.SH:
                        address = a + immediate;
                        entry = (int) (address >>> 12) & (Tlb.ENTRIES - 1);
                        offset = (int) address + storeAddends[entry];
                        if (((address + 1) & PAGE_MASK) != storePages[entry] || states[offset >>> 12] != 0) {
                            break loop;
                        }
                        SHORT.set(ram, offset, (short) b);
                        break;
                    case Opcode.SW:
                        address = a + immediate;
                        entry = (int) (address >>> 12) & (Tlb.ENTRIES - 1);
                        offset = (int) address + storeAddends[entry];
                        if (((address + 3) & PAGE_MASK) != storePages[entry] || states[offset >>> 12] != 0) {
                            break loop;
                        }
                        INT.set(ram, offset, (int) b);
                        break;
                    case Opcode.SD:
                        address = a + immediate;
                        entry = (int) (address >>> 12) & (Tlb.ENTRIES - 1);
                        offset = (int) address + storeAddends[entry];
                        if (((address + 7) & PAGE_MASK) != storePages[entry] || states[offset >>> 12] != 0) {
                            break loop;
                        }
                        LONG.set(ram, offset, b);
                        break;
                    case Opcode.ADDI:
                        x[rd] = IntegerOps.add(a, immediate);
                        break;
                    case Opcode.SLTI:
                        x[rd] = IntegerOps.slt(a, immediate);
                        break;
                    case Opcode.SLTIU:
                        x[rd] = IntegerOps.sltu(a, immediate);
                        break;
                    case Opcode.XORI:
                        x[rd] = IntegerOps.xor(a, immediate);
                        break;
                    case Opcode.ORI:
                        x[rd] = IntegerOps.or(a, immediate);
                        break;
                    case Opcode.ANDI:
                        x[rd] = IntegerOps.and(a, immediate);
                        break;
                    case Opcode.SLLI:
                        x[rd] = IntegerOps.sll(a, immediate);
                        break;
                    case Opcode.SRLI:
                        x[rd] = IntegerOps.srl(a, immediate);
                        break;
                    case Opcode.SRAI:
                        x[rd] = IntegerOps.sra(a, immediate);
                        break;
                    case Opcode.ADD:
                        x[rd] = IntegerOps.add(a, b);
                        break;
                    case Opcode.SUB:
                        x[rd] = IntegerOps.sub(a, b);
                        break;
                    case Opcode.SLL:
                        x[rd] = IntegerOps.sll(a, b);
                        break;
                    case Opcode.SLT:
                        x[rd] = IntegerOps.slt(a, b);
                        break;
                    case Opcode.SLTU:
                        x[rd] = IntegerOps.sltu(a, b);
                        break;
                    case Opcode.XOR:
                        x[rd] = IntegerOps.xor(a, b);
                        break;
                    case Opcode.SRL:
                        x[rd] = IntegerOps.srl(a, b);
                        break;
                    case Opcode.SRA:
                        x[rd] = IntegerOps.sra(a, b);
                        break;
                    case Opcode.OR:
                        x[rd] = IntegerOps.or(a, b);
                        break;
                    case Opcode.AND:
                        x[rd] = IntegerOps.and(a, b);
                        break;
                    case Opcode.ADDIW:
                        x[rd] = IntegerOps.addw(a, immediate);
                        break;
                    case Opcode.SLLIW:
                        x[rd] = IntegerOps.sllw(a, immediate);
                        break;
                    case Opcode.SRLIW:
                        x[rd] = IntegerOps.srlw(a, immediate);
                        break;
                    case Opcode.SRAIW:
                        x[rd] = IntegerOps.sraw(a, immediate);
                        break;
                    case Opcode.ADDW:
                        x[rd] = IntegerOps.addw(a, b);
                        break;
                    case Opcode.SUBW:
                        x[rd] = IntegerOps.subw(a, b);
                        break;
                    case Opcode.SLLW:
                        x[rd] = IntegerOps.sllw(a, b);
                        break;
                    case Opcode.SRLW:
                        x[rd] = IntegerOps.srlw(a, b);
                        break;
                    case Opcode.SRAW:
                        x[rd] = IntegerOps.sraw(a, b);
                        break;
                    case Opcode.FENCE:
                    case Opcode.FENCE_I:
                        // One hart, and no cache that differs from memory.
                        break;
                    case Opcode.MUL:
                        x[rd] = MultiplyOps.mul(a, b);
                        break;
                    case Opcode.MULH:
                        x[rd] = MultiplyOps.mulh(a, b);
                        break;
                    case Opcode.MULHSU:
                        x[rd] = MultiplyOps.mulhsu(a, b);
                        break;
                    case Opcode.MULHU:
                        x[rd] = MultiplyOps.mulhu(a, b);
                        break;
                    case Opcode.DIV:
                        x[rd] = MultiplyOps.div(a, b);
                        break;
                    case Opcode.DIVU:
                        x[rd] = MultiplyOps.divu(a, b);
                        break;
                    case Opcode.REM:
                        x[rd] = MultiplyOps.rem(a, b);
                        break;
                    case Opcode.REMU:
                        x[rd] = MultiplyOps.remu(a, b);
                        break;
                    case Opcode.MULW:
                        x[rd] = MultiplyOps.mulw(a, b);
                        break;
                    case Opcode.DIVW:
                        x[rd] = MultiplyOps.divw(a, b);
                        break;
                    case Opcode.DIVUW:
                        x[rd] = MultiplyOps.divuw(a, b);
                        break;
                    case Opcode.REMW:
                        x[rd] = MultiplyOps.remw(a, b);
                        break;
                    case Opcode.REMUW:
                        x[rd] = MultiplyOps.remuw(a, b);
                        break;
                    case Opcode.PAGE_END:
                        // No instruction: goes on in the next page, uncounted.
                        immediate = 0;
                        remaining++;
                        break taken;
                    case Opcode.FLW:
                        address = a + immediate;
                        entry = (int) (address >>> 12) & (Tlb.ENTRIES - 1);
                        if (((address + 3) & PAGE_MASK) != loadPages[entry] || floatModes == 0) {
                            break loop;
                        }
                        offset = (int) address + loadAddends[entry];
                        x[rd] = FloatOps.box((int) INT.get(ram, offset));
                        break;
                    case Opcode.FLD:
                        address = a + immediate;
                        entry = (int) (address >>> 12) & (Tlb.ENTRIES - 1);
                        if (((address + 7) & PAGE_MASK) != loadPages[entry] || floatModes == 0) {
                            break loop;
                        }
                        offset = (int) address + loadAddends[entry];
                        x[rd] = (long) LONG.get(ram, offset);
                        break;
                    case Opcode.FSW:
                        address = a + immediate;
                        entry = (int) (address >>> 12) & (Tlb.ENTRIES - 1);
                        if (((address + 3) & PAGE_MASK) != storePages[entry] || floatModes == 0) {
                            break loop;
                        }
                        offset = (int) address + storeAddends[entry];
                        if (states[offset >>> 12] != 0) {
                            break loop;
                        }
                        INT.set(ram, offset, (int) b);
                        break;
                    case Opcode.FSD:
                        address = a + immediate;
                        entry = (int) (address >>> 12) & (Tlb.ENTRIES - 1);
                        if (((address + 7) & PAGE_MASK) != storePages[entry] || floatModes == 0) {
                            break loop;
                        }
                        offset = (int) address + storeAddends[entry];
                        if (states[offset >>> 12] != 0) {
                            break loop;
                        }
                        LONG.set(ram, offset, b);
                        break;
                    case Opcode.MARK:
                        break loop;
                    default:
                        if (Opcode.opcode(packed) < Opcode.FIRST_FLOAT || !floats.tryCompute(packed, floatModes)) {
                            break loop;
                        }
                }
                at += Opcode.halfwords(packed);
                remaining--;
                continue;
            }
            remaining--;
            long target = page + 2L * at + immediate;
            at = (int) (target & ~PAGE_MASK) >>> 1;
            if ((target & PAGE_MASK) != page) {
                page = target & PAGE_MASK;
                packed = 0;
                offset = space.fetches.offset(target);
                if (offset < 0 || codes[offset >>> 12] == null) {
                    break;
                }
                code = codes[offset >>> 12];
            }
            if (--jumps < 0) {
                packed = 0;
                break;
            }
        }
        state.pc = page + 2L * at;
        state.instruction += budget - remaining;
        return remaining == 0 ? 0 : packed;
    }
}
