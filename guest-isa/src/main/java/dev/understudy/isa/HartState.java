package dev.understudy.isa;

import dev.understudy.isa.mmu.Mmu;
import dev.understudy.isa.mmu.PhysicalMemoryProtection;

/**
 * Every architectural bit of the hart, for engines: open fields, because engines copy them into locals. Whoever is not an
 * engine goes through {@link Hart}.
 */
public final class HartState {
    /** No reservation; never an aligned address. */
    static final long NO_RESERVATION = -1;

    private static final long NEVER = -1;

    /** x0 to x31; 32 takes what is written to x0; the rest is never used: 64 make {@code & 63} a bounds check. */
    public final long[] registers = new long[64];

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
