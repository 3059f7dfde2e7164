package dev.understudy.isa;

import static dev.understudy.isa.StatusBits.MIE;
import static dev.understudy.isa.StatusBits.MPIE;
import static dev.understudy.isa.StatusBits.MPP;
import static dev.understudy.isa.StatusBits.MPP_SHIFT;
import static dev.understudy.isa.StatusBits.MPRV;
import static dev.understudy.isa.StatusBits.SIE;
import static dev.understudy.isa.StatusBits.SPIE;
import static dev.understudy.isa.StatusBits.SPP;

/** For engines: enters and leaves traps and decides which interrupt is taken (privileged ISA, sections 3.1 and 3.3). */
public final class TrapUnit {
    private static final long INTERRUPT = 1L << 63;
    /** Highest priority first (section 3.1.9). */
    private static final int[] PRIORITY = {
        StatusBits.MEI, StatusBits.MSI, StatusBits.MTI, StatusBits.SEI, StatusBits.SSI, StatusBits.STI
    };

    private final HartState state;
    private final MemoryAccess memory;

    TrapUnit(HartState state, MemoryAccess memory) {
        this.state = state;
        this.memory = memory;
    }

    /** Takes the interrupt that is due before the next instruction, if there is one; counts nothing. */
    public boolean takeInterrupt() {
        long taken = takenInterrupts();
        if (taken == 0) {
            return false;
        }
        for (int cause : PRIORITY) {
            if ((taken >> cause & 1) != 0) {
                enter(cause, 0, true);
                return true;
            }
        }
        throw new IllegalStateException("interrupt without a priority: mip & mie = " + Long.toHexString(taken));
    }

    /** True if a WFI has nothing to wait for: something enabled in mie is pending, be it masked or not. */
    public boolean wakes() {
        return (state.pendingInterrupts() & state.mie) != 0;
    }

    /** Interrupts that would be taken now: first those of M, then those delegated to S. */
    long takenInterrupts() {
        long pending = state.pendingInterrupts() & state.mie;
        if (pending == 0) {
            return 0;
        }
        long machine = pending & ~state.mideleg;
        if (machine != 0 && (state.privilege < 3 || (state.mstatus & MIE) != 0)) {
            return machine;
        }
        long supervisor = pending & state.mideleg;
        if (state.privilege < 1 || (state.privilege == 1 && (state.mstatus & SIE) != 0)) {
            return supervisor;
        }
        return 0;
    }

    /** Enters the exception's handler; pc is still that of the instruction that trapped. */
    public void enter(Trap trap) {
        enter(trap.cause(), trap.value(), false);
    }

    private void enter(int cause, long value, boolean interrupt) {
        long delegated = (interrupt ? state.mideleg : state.medeleg) >> cause & 1;
        long code = cause | (interrupt ? INTERRUPT : 0);
        if (state.privilege <= 1 && delegated != 0) {
            enterSupervisor(code, value);
        } else {
            enterMachine(code, value);
        }
    }

    private void enterMachine(long code, long value) {
        long status = state.mstatus & ~(MIE | MPIE | MPP);
        status |= (state.mstatus & MIE) != 0 ? MPIE : 0;
        state.mstatus = status | (long) state.privilege << MPP_SHIFT;
        state.mepc = state.pc;
        state.mcause = code;
        state.mtval = value;
        state.privilege = 3;
        state.pc = vector(state.mtvec, code);
    }

    private void enterSupervisor(long code, long value) {
        long status = state.mstatus & ~(SIE | SPIE | SPP);
        status |= (state.mstatus & SIE) != 0 ? SPIE : 0;
        state.mstatus = status | (state.privilege == 1 ? SPP : 0);
        state.sepc = state.pc;
        state.scause = code;
        state.stval = value;
        state.privilege = 1;
        state.pc = vector(state.stvec, code);
    }

    private static long vector(long tvec, long code) {
        boolean vectored = (tvec & 1) != 0 && code < 0;
        return (tvec & ~3) + (vectored ? 4 * (code & ~INTERRUPT) : 0);
    }

    /** WFI is illegal in U, and in S if TW is set (section 3.1.6.5). */
    public void checkWait() {
        require(state.privilege == 3 || (state.privilege == 1 && (state.mstatus & StatusBits.TW) == 0));
    }

    /** SFENCE.VMA is illegal in U, and in S if TVM is set. No cached translation differs from memory: nothing to fence. */
    public void checkFence() {
        require(state.privilege == 3 || (state.privilege == 1 && (state.mstatus & StatusBits.TVM) == 0));
    }

    private void require(boolean allowed) {
        if (!allowed) {
            throw memory.illegal();
        }
    }

    /** MRET, from M only (section 3.3.2). */
    public void returnFromMachine() {
        require(state.privilege == 3);
        int previous = (int) ((state.mstatus & MPP) >> MPP_SHIFT);
        long status = (state.mstatus & ~(MIE | MPP)) | MPIE;
        status |= (state.mstatus & MPIE) != 0 ? MIE : 0;
        leave(status, previous, state.mepc);
    }

    /** SRET, from M, and from S unless TSR is set. */
    public void returnFromSupervisor() {
        require(state.privilege == 3 || (state.privilege == 1 && (state.mstatus & StatusBits.TSR) == 0));
        int previous = (state.mstatus & SPP) != 0 ? 1 : 0;
        long status = (state.mstatus & ~(SIE | SPP)) | SPIE;
        status |= (state.mstatus & SPIE) != 0 ? SIE : 0;
        leave(status, previous, state.sepc);
    }

    /** A switch of contexts must not let an SC of one succeed for the LR of another. */
    private void leave(long status, int privilege, long pc) {
        state.mstatus = privilege < 3 ? status & ~MPRV : status;
        state.privilege = privilege;
        state.pc = pc;
        state.reservation = HartState.NO_RESERVATION;
    }
}
