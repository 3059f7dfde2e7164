package dev.understudy.isa;

import dev.understudy.isa.mmu.Mmu;
import dev.understudy.isa.mmu.PhysicalMemoryProtection;
import dev.understudy.isa.semantics.Fcsr;
import dev.understudy.isa.semantics.RoundingMode;

/**
 * Every architectural bit of the hart, for engines: open fields, because engines copy them into locals. Whoever is not an
 * engine goes through {@link Hart}.
 */
public final class HartState {
    /** No reservation; never an aligned address. */
    static final long NO_RESERVATION = -1;

    private static final long NEVER = -1;

    /** Where f0 is in {@link #registers}. */
    public static final int F0 = 32;
    /** What in {@link #registers} takes what is written to x0. */
    public static final int X0_SINK = 64;

    /**
     * x0 to x31, f0 to f31 (singles NaN-boxed), the sink of x0; the rest is never used: 128 make {@code & 127} a bounds
     * check. One file for both, so that engines move operands without asking what they are.
     */
    public final long[] registers = new long[128];

    /** Floating-point flags and dynamic rounding mode. */
    public final Fcsr fcsr = new Fcsr();

    /** Address of the next instruction; in the middle of one, its own. */
    public long pc;

    /** Number of the next instruction; in the middle of one, its own. */
    public long instruction;

    /** 0 user, 1 supervisor, 3 machine. */
    int privilege;

    /** Physical address that LR reserved. */
    long reservation;

    /** Without the constant fields. */
    long mstatus;

    long medeleg;
    long mideleg;
    long mie;
    /** Levels of the wires from outside. */
    long interruptWires;
    /** SSIP, STIP and software's own SEIP, which is OR-ed with the wire. */
    long interruptSoftware;

    long mtvec;
    long mcounteren;
    long menvcfg;
    long mseccfg;
    long mscratch;
    long mepc;
    long mcause;
    long mtval;
    long mcountinhibit;
    /** What to add to the instruction's number to get the counter; the counter itself while it is inhibited. */
    long mcycle;

    long minstret;
    long stvec;
    long scounteren;
    long senvcfg;
    long sscratch;
    long sepc;
    long scause;
    long stval;
    /** Mode, ASID, root: as written, the ASID being no more than a number. */
    long satp;
    /** Guest time at which the supervisor's timer becomes due (Sstc). */
    long stimecmp;
    /** It became due since stimecmp was written: STIP, while menvcfg's STCE gives it to Sstc. */
    boolean supervisorTimerDue;

    final PhysicalMemoryProtection protection = new PhysicalMemoryProtection();

    HartState() {
        reset(0);
    }

    /** Power-on: all zero, machine mode. The count of instructions and the wires, which are others' state, stay. */
    void reset(long newPc) {
        long count = instruction;
        long wires = interruptWires;
        for (StateWord word : StateWord.ALL) {
            word.set(this, 0);
        }
        instruction = count;
        interruptWires = wires;
        pc = newPc & ~1;
        privilege = 3;
        reservation = NO_RESERVATION;
        stimecmp = NEVER;
        // The counters start at zero: the life's count goes on beneath them.
        mcycle = -count;
        minstret = -count;
    }

    /** True if floating-point instructions and fcsr are illegal. */
    public boolean floatsOff() {
        return (mstatus & StatusBits.FS) == 0;
    }

    /** A floating-point register or fcsr has been changed. */
    public void floatsChanged() {
        mstatus |= StatusBits.FS;
    }

    /**
     * By value of the rm field, a bit each, whether an instruction with it can be executed without a look at
     * mstatus.FS and fcsr: the state is Dirty already, and the mode is not reserved. Instructions without the field go by
     * bit 0. Changes only with a CSR instruction, a trap's return or {@link #floatsChanged}.
     */
    public int readyRoundingModes() {
        if ((mstatus & StatusBits.FS) != StatusBits.FS) {
            return 0;
        }
        return RoundingMode.isValid(fcsr.roundingMode()) ? 0b1001_1111 : 0b0001_1111;
    }

    /** mip as hardware sees it. */
    long pendingInterrupts() {
        long pending = interruptWires | interruptSoftware;
        if ((menvcfg & StatusBits.STCE) == 0) {
            return pending;
        }
        long timer = 1L << StatusBits.STI;
        return supervisorTimerDue ? pending | timer : pending & ~timer;
    }

    /** Privilege of loads and stores: MPRV lends M that of MPP (section 3.1.6.3). */
    private int dataPrivilege() {
        return (mstatus & StatusBits.MPRV) == 0
                ? privilege
                : (int) ((mstatus & StatusBits.MPP) >> StatusBits.MPP_SHIFT);
    }

    /** Without the ASID; 0 if addresses are physical. */
    long translatingSatp() {
        boolean physical = satp >= 0 || (privilege == 3 && dataPrivilege() == 3);
        return physical ? 0 : satp & ~StatusBits.ASID;
    }

    /** What decides, beside satp, what memory is and who may touch it, as {@link Mmu#rights}. */
    int memoryRights() {
        int data = dataPrivilege();
        boolean sum = data == 1 && (mstatus & StatusBits.SUM) != 0;
        boolean mxr = data < 3 && (mstatus & StatusBits.MXR) != 0;
        return Mmu.rights(privilege, data, sum, mxr);
    }
}
