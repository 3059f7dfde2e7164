package dev.understudy.isa.interpreter;

import dev.understudy.isa.ControlRegisters;
import dev.understudy.isa.ControlRegisters.Update;
import dev.understudy.isa.Hart;
import dev.understudy.isa.HartState;
import dev.understudy.isa.MemoryAccess;
import dev.understudy.isa.Trap;
import dev.understudy.isa.semantics.AtomicOps;

/** One instruction that the loop leaves alone: accesses that are not plain RAM, atomics, CSRs, everything that traps. */
final class SlowPath {
    private final Hart hart;
    private final HartState state;
    private final long[] x;
    private final MemoryAccess memory;
    private final ControlRegisters controls;
    private final FloatUnit floats;

    SlowPath(Hart hart, FloatUnit floats) {
        this.hart = hart;
        this.floats = floats;
        this.state = hart.state();
        this.x = state.registers;
        this.memory = hart.memory();
        this.controls = hart.controls();
    }

    /**
     * Executes the instruction at pc.
     *
     * @return the next pc
     * @throws Trap before anything has changed
     */
    long execute(long packed) {
        if (Opcode.opcode(packed) >= Opcode.FIRST_FLOAT) {
            floats.execute(packed);
            return state.pc + 2L * Opcode.halfwords(packed);
        }
        int rd = Opcode.rd(packed);
        int rs1 = Opcode.rs1(packed);
        long a = x[rs1];
        long b = x[Opcode.rs2(packed)];
        long immediate = Opcode.immediate(packed);
        boolean toX0 = Opcode.writesX0(packed);
        switch (Opcode.opcode(packed)) {
            case Opcode.LB -> x[rd] = (byte) memory.load(a + immediate, 1);
            case Opcode.LH -> x[rd] = (short) memory.load(a + immediate, 2);
            case Opcode.LW -> x[rd] = (int) memory.load(a + immediate, 4);
            case Opcode.LD -> x[rd] = memory.load(a + immediate, 8);
            case Opcode.LBU -> x[rd] = memory.load(a + immediate, 1);
            case Opcode.LHU -> x[rd] = memory.load(a + immediate, 2);
            case Opcode.LWU -> x[rd] = memory.load(a + immediate, 4);
            case Opcode.SB -> memory.store(a + immediate, 1, b);
            case Opcode.SH -> memory.store(a + immediate, 2, b);
            case Opcode.SW -> memory.store(a + immediate, 4, b);
            case Opcode.SD -> memory.store(a + immediate, 8, b);
            case Opcode.CSRRW -> x[rd] = controls.access((int) immediate, Update.WRITE, a, !toX0, true);
            case Opcode.CSRRS -> x[rd] = controls.access((int) immediate, Update.SET, a, true, rs1 != 0);
            case Opcode.CSRRC -> x[rd] = controls.access((int) immediate, Update.CLEAR, a, true, rs1 != 0);
            case Opcode.CSRRWI -> x[rd] = controls.access((int) immediate, Update.WRITE, rs1, !toX0, true);
            case Opcode.CSRRSI -> x[rd] = controls.access((int) immediate, Update.SET, rs1, true, rs1 != 0);
            case Opcode.CSRRCI -> x[rd] = controls.access((int) immediate, Update.CLEAR, rs1, true, rs1 != 0);
            case Opcode.ECALL -> throw hart.trap(Trap.ENVIRONMENT_CALL + hart.privilege(), 0);
            case Opcode.EBREAK -> throw hart.trap(Trap.BREAKPOINT, state.pc);
            case Opcode.MRET -> {
                hart.traps().returnFromMachine();
                return state.pc;
            }
            case Opcode.SRET -> {
                hart.traps().returnFromSupervisor();
                return state.pc;
            }
            case Opcode.WFI -> hart.traps().checkWait();
            case Opcode.SFENCE_VMA -> hart.traps().checkFence();
            case Opcode.ILLEGAL -> throw memory.illegal();
            default -> x[rd] = atomic(Opcode.opcode(packed), a, b);
        }
        return state.pc + 2L * Opcode.halfwords(packed);
    }

    private long atomic(int opcode, long address, long value) {
        int size = opcode >= Opcode.LR_D ? 8 : 4;
        switch (opcode) {
            case Opcode.LR_W:
            case Opcode.LR_D:
                return memory.loadReserved(address, size);
            case Opcode.SC_W:
            case Opcode.SC_D:
                return memory.storeConditional(address, size, value) ? 0 : 1;
            default:
                long old = memory.loadForUpdate(address, size);
                memory.store(address, size, combine(opcode, old, size == 4 ? (int) value : value));
                return old;
        }
    }

    private static long combine(int opcode, long memory, long register) {
        return switch (opcode) {
            case Opcode.AMOSWAP_W, Opcode.AMOSWAP_D -> AtomicOps.amoswap(memory, register);
            case Opcode.AMOADD_W, Opcode.AMOADD_D -> AtomicOps.amoadd(memory, register);
            case Opcode.AMOXOR_W, Opcode.AMOXOR_D -> AtomicOps.amoxor(memory, register);
            case Opcode.AMOAND_W, Opcode.AMOAND_D -> AtomicOps.amoand(memory, register);
            case Opcode.AMOOR_W, Opcode.AMOOR_D -> AtomicOps.amoor(memory, register);
            case Opcode.AMOMIN_W, Opcode.AMOMIN_D -> AtomicOps.amomin(memory, register);
            case Opcode.AMOMAX_W, Opcode.AMOMAX_D -> AtomicOps.amomax(memory, register);
            case Opcode.AMOMINU_W, Opcode.AMOMINU_D -> AtomicOps.amominu(memory, register);
            case Opcode.AMOMAXU_W, Opcode.AMOMAXU_D -> AtomicOps.amomaxu(memory, register);
            default -> throw new IllegalStateException("opcode " + opcode + " has no slow path");
        };
    }
}
