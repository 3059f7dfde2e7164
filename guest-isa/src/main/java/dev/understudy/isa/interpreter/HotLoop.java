package dev.understudy.isa.interpreter;

import dev.understudy.isa.Hart;
import dev.understudy.isa.HartState;
import dev.understudy.isa.MemoryAccess;
import dev.understudy.isa.Ram;
import dev.understudy.isa.mmu.Access;
import dev.understudy.isa.mmu.Tlb;
import dev.understudy.isa.semantics.FloatOps;
import dev.understudy.isa.semantics.IntegerOps;
import dev.understudy.isa.semantics.MultiplyOps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The hot loop over pre-decoded instructions: what computes, jumps and accesses plain RAM. */
final class HotLoop {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long PAGE_MASK = -Ram.PAGE_SIZE;

    private final HartState state;
    private final Ram ram;
    private final MemoryAccess memory;
    private final long[] loads;
    private final long[] stores;
    private final Tlb fetches;
    private final CodeCache cache;
    private final FloatUnit floats;

    HotLoop(Hart hart, CodeCache cache, FloatUnit floats) {
        this.state = hart.state();
        this.ram = hart.ram();
        this.memory = hart.memory();
        this.loads = memory.tlb(Access.LOAD).entries;
        this.stores = memory.tlb(Access.STORE).entries;
        this.fetches = memory.tlb(Access.FETCH);
        this.cache = cache;
        this.floats = floats;
    }

    /**
     * At most {@code budget} instructions from pc on, and at most {@code jumpBudget} taken jumps. Kept under 8,000 bytecodes, beyond which HotSpot
     * compiles nothing.
     *
     * @return the instruction at pc that is left undone, or 0
     */
    long run(long[] start, int budget, int jumpBudget) {
        long[] x = state.registers;
        byte[] bytes = ram.bytes();
        byte[] states = ram.pageStates();
        int key = memory.space().key();
        long[] loads = this.loads;
        long[] stores = this.stores;
        long[][] codes = cache.pages();
        long[] code = start;
        long page = state.pc & PAGE_MASK;
        int at = (int) (state.pc & ~PAGE_MASK) >>> 1;
        int remaining = budget;
        int jumps = jumpBudget;
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
                        entry = Tlb.index(address);
                        if (Tlb.tag(address, key) != loads[entry]) {
                            break loop;
                        }
                        offset = (int) address + (int) loads[entry + 1];
                        x[rd] = bytes[offset];
                        break;
                    case Opcode.LH:
                        address = a + immediate;
                        entry = Tlb.index(address);
                        if (Tlb.tag(address + 1, key) != loads[entry]) {
                            break loop;
                        }
                        offset = (int) address + (int) loads[entry + 1];
                        x[rd] = (short) SHORT.get(bytes, offset);
                        break;
                    case Opcode.LW:
                        address = a + immediate;
                        entry = Tlb.index(address);
                        if (Tlb.tag(address + 3, key) != loads[entry]) {
                            break loop;
                        }
                        offset = (int) address + (int) loads[entry + 1];
                        x[rd] = (int) INT.get(bytes, offset);
                        break;
                    case Opcode.LD:
                        address = a + immediate;
                        entry = Tlb.index(address);
                        if (Tlb.tag(address + 7, key) != loads[entry]) {
                            break loop;
                        }
                        offset = (int) address + (int) loads[entry + 1];
                        x[rd] = (long) LONG.get(bytes, offset);
                        break;
                    case Opcode.LBU:
                        address = a + immediate;
                        entry = Tlb.index(address);
                        if (Tlb.tag(address, key) != loads[entry]) {
                            break loop;
                        }
                        offset = (int) address + (int) loads[entry + 1];
                        x[rd] = bytes[offset] & 0xff;
                        break;
                    case Opcode.LHU:
                        address = a + immediate;
                        entry = Tlb.index(address);
                        if (Tlb.tag(address + 1, key) != loads[entry]) {
                            break loop;
                        }
                        offset = (int) address + (int) loads[entry + 1];
                        x[rd] = (short) SHORT.get(bytes, offset) & 0xffff;
                        break;
                    case Opcode.LWU:
                        address = a + immediate;
                        entry = Tlb.index(address);
                        if (Tlb.tag(address + 3, key) != loads[entry]) {
                            break loop;
                        }
                        offset = (int) address + (int) loads[entry + 1];
                        x[rd] = (int) INT.get(bytes, offset) & 0xffff_ffffL;
                        break;
                    case Opcode.SB:
                        address = a + immediate;
                        entry = Tlb.index(address);
                        offset = (int) address + (int) stores[entry + 1];
                        if (Tlb.tag(address, key) != stores[entry] || states[offset >>> 12] != 0) {
                            break loop;
                        }
                        bytes[offset] = (byte) b;
                        break;
                    case Opcode.SH:
                        address = a + immediate;
                        entry = Tlb.index(address);
                        offset = (int) address + (int) stores[entry + 1];
                        if (Tlb.tag(address + 1, key) != stores[entry] || states[offset >>> 12] != 0) {
                            break loop;
                        }
                        SHORT.set(bytes, offset, (short) b);
                        break;
                    case Opcode.SW:
                        address = a + immediate;
                        entry = Tlb.index(address);
                        offset = (int) address + (int) stores[entry + 1];
                        if (Tlb.tag(address + 3, key) != stores[entry] || states[offset >>> 12] != 0) {
                            break loop;
                        }
                        INT.set(bytes, offset, (int) b);
                        break;
                    case Opcode.SD:
                        address = a + immediate;
                        entry = Tlb.index(address);
                        offset = (int) address + (int) stores[entry + 1];
                        if (Tlb.tag(address + 7, key) != stores[entry] || states[offset >>> 12] != 0) {
                            break loop;
                        }
                        LONG.set(bytes, offset, b);
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
                        entry = Tlb.index(address);
                        if (Tlb.tag(address + 3, key) != loads[entry] || floatModes == 0) {
                            break loop;
                        }
                        offset = (int) address + (int) loads[entry + 1];
                        x[rd] = FloatOps.box((int) INT.get(bytes, offset));
                        break;
                    case Opcode.FLD:
                        address = a + immediate;
                        entry = Tlb.index(address);
                        if (Tlb.tag(address + 7, key) != loads[entry] || floatModes == 0) {
                            break loop;
                        }
                        offset = (int) address + (int) loads[entry + 1];
                        x[rd] = (long) LONG.get(bytes, offset);
                        break;
                    case Opcode.FSW:
                        address = a + immediate;
                        entry = Tlb.index(address);
                        if (Tlb.tag(address + 3, key) != stores[entry] || floatModes == 0) {
                            break loop;
                        }
                        offset = (int) address + (int) stores[entry + 1];
                        if (states[offset >>> 12] != 0) {
                            break loop;
                        }
                        INT.set(bytes, offset, (int) b);
                        break;
                    case Opcode.FSD:
                        address = a + immediate;
                        entry = Tlb.index(address);
                        if (Tlb.tag(address + 7, key) != stores[entry] || floatModes == 0) {
                            break loop;
                        }
                        offset = (int) address + (int) stores[entry + 1];
                        if (states[offset >>> 12] != 0) {
                            break loop;
                        }
                        LONG.set(bytes, offset, b);
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
                offset = fetches.offset(target, key);
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
