package dev.understudy.isa;

import static dev.understudy.isa.StatusBits.COUNTERS;
import static dev.understudy.isa.StatusBits.INHIBITABLE_COUNTERS;
import static dev.understudy.isa.StatusBits.SUPERVISOR_INTERRUPTS;

/**
 * For engines: the CSR instructions. Checks the access (privileged ISA, section 2.1), reads and writes, keeps to legal
 * values (WARL).
 */
public final class ControlRegisters {
    private static final long MISA = 2L << 62
            | 1 << ('I' - 'A')
            | 1 << ('M' - 'A')
            | 1 << 0
            | 1 << ('C' - 'A')
            | 1 << ('D' - 'A')
            | 1 << ('F' - 'A')
            | 1 << ('S' - 'A')
            | 1 << ('U' - 'A');
    /** OPST = ES16: the 16 bits are good (Zkr, section 4.1). */
    private static final long SEED_VALID = 2L << 30;
    /** Of the types that a trigger could have, none. */
    private static final long NO_TRIGGER = 1;

    private final HartState state;
    private final NondeterministicSource source;
    private final MemoryAccess memory;

    /** What a CSR instruction does with its operand. */
    public enum Update {
        WRITE,
        SET,
        CLEAR;

        private long of(long old, long operand) {
            return switch (this) {
                case WRITE -> operand;
                case SET -> old | operand;
                case CLEAR -> old & ~operand;
            };
        }
    }

    ControlRegisters(HartState state, NondeterministicSource source, MemoryAccess memory) {
        this.state = state;
        this.source = source;
        this.memory = memory;
    }

    /**
     * Executes one CSR instruction.
     *
     * @param number 12 bits
     * @param reads false if the old value is not asked for (CSRRW with rd = x0): no side effect of reading
     * @param writes false if nothing is to be written (CSRRS, CSRRC with rs1 = x0): no check of the right to write
     * @return the old value, sign- or zero-extended as the register is
     * @throws Trap illegal instruction
     */
    public long access(int number, Update update, long operand, boolean reads, boolean writes) {
        ControlRegister register = ControlRegister.of(number);
        boolean readOnly = number >> 10 == 3;
        if (register == null
                || state.privilege < (number >> 8 & 3)
                || (writes && readOnly)
                || !allows(register, number)) {
            throw illegal();
        }
        if (register == ControlRegister.SEED) {
            return accessSeed(reads, writes);
        }
        long old = reads || update != Update.WRITE ? read(register, number) : 0;
        if (writes) {
            // In mip, SEIP is set and cleared by software's own bit, without the wire's (section 3.1.9).
            long base = register == ControlRegister.MIP ? state.interruptSoftware : old;
            write(register, number, update.of(base, operand));
        }
        return old;
    }

    private Trap illegal() {
        return memory.illegal();
    }

    private boolean allows(ControlRegister register, int number) {
        return switch (register) {
            case FFLAGS, FRM, FCSR -> !state.floatsOff();
            case SATP -> state.privilege == 3 || (state.mstatus & StatusBits.TVM) == 0;
            case STIMECMP ->
                state.privilege == 3
                        || ((state.menvcfg & StatusBits.STCE) != 0 && (state.mcounteren & StatusBits.TM) != 0);
            case CYCLE, TIME, INSTRET, HPMCOUNTER3 -> allowsCounter(number & 31);
            case SEED ->
                state.privilege == 3
                        || (state.mseccfg & (state.privilege == 1 ? StatusBits.SSEED : StatusBits.USEED)) != 0;
            default -> true;
        };
    }

    private boolean allowsCounter(int index) {
        boolean machine = state.privilege == 3 || (state.mcounteren >> index & 1) != 0;
        boolean supervisor = state.privilege >= 1 || (state.scounteren >> index & 1) != 0;
        return machine && supervisor;
    }

    /** It must be accessed by an instruction that reads and writes; what is written is ignored (Zkr, section 4.1). */
    private long accessSeed(boolean reads, boolean writes) {
        if (!writes) {
            throw illegal();
        }
        return reads ? SEED_VALID | (source.readSeed() & 0xffff) : 0;
    }

    private long read(ControlRegister register, int number) {
        return switch (register) {
            case FFLAGS -> state.fcsr.flags();
            case FRM -> state.fcsr.roundingMode();
            case FCSR -> state.fcsr.value();
            case SSTATUS -> StatusBits.visible(state.mstatus) & StatusBits.SSTATUS_VISIBLE;
            case SIE -> state.mie & state.mideleg;
            case STVEC -> state.stvec;
            case SCOUNTEREN -> state.scounteren;
            case SENVCFG -> state.senvcfg;
            case SSCRATCH -> state.sscratch;
            case SEPC -> state.sepc;
            case SCAUSE -> state.scause;
            case STVAL -> state.stval;
            case SIP -> state.pendingInterrupts() & state.mideleg;
            case MSTATUS -> StatusBits.visible(state.mstatus);
            case MISA -> MISA;
            case MEDELEG -> state.medeleg;
            case MIDELEG -> state.mideleg;
            case MIE -> state.mie;
            case MTVEC -> state.mtvec;
            case MCOUNTEREN -> state.mcounteren;
            case MENVCFG -> state.menvcfg;
            case MCOUNTINHIBIT -> state.mcountinhibit;
            case MSCRATCH -> state.mscratch;
            case MEPC -> state.mepc;
            case MCAUSE -> state.mcause;
            case MTVAL -> state.mtval;
            case MIP -> state.pendingInterrupts();
            case MSECCFG -> state.mseccfg;
            case MCYCLE, CYCLE -> counter(state.mcycle, 1, state.instruction);
            case MINSTRET, INSTRET -> counter(state.minstret, 4, state.instruction);
            case TIME -> source.readTime();
            case STIMECMP -> state.stimecmp;
            case SATP -> state.satp;
            case PMPCFG0 -> state.protection.configs(0);
            case PMPCFG2 -> state.protection.configs(8);
            case PMPADDR0 -> state.protection.address(register.indexOf(number));
            case TINFO -> NO_TRIGGER;
            case TSELECT, TDATA1, MVENDORID, MARCHID, MIMPID, MHARTID, MCONFIGPTR -> 0;
            case MHPMCOUNTER3, MHPMEVENT3, HPMCOUNTER3 -> 0;
            case SEED -> throw new IllegalStateException("seed is not read like the others");
        };
    }

    private void write(ControlRegister register, int number, long value) {
        switch (register) {
            case FFLAGS, FRM, FCSR -> writeFloatControl(register, value);
            case SSTATUS ->
                state.mstatus = (state.mstatus & ~StatusBits.SSTATUS_WRITABLE) | (value & StatusBits.SSTATUS_WRITABLE);
            case SIE -> state.mie = (state.mie & ~state.mideleg) | (value & state.mideleg);
            case STVEC -> state.stvec = value & ~2;
            case SCOUNTEREN -> state.scounteren = value & COUNTERS;
            case SENVCFG -> state.senvcfg = value & StatusBits.FIOM;
            case SSCRATCH -> state.sscratch = value;
            case SEPC -> state.sepc = value & ~1;
            case SCAUSE -> state.scause = value;
            case STVAL -> state.stval = value;
            case SIP -> writeSoftwareInterrupts(value, state.mideleg & 1L << StatusBits.SSI);
            case MSTATUS -> state.mstatus = StatusBits.legalStatus(state.mstatus, value);
            case MEDELEG -> state.medeleg = value & StatusBits.DELEGABLE_EXCEPTIONS;
            case MIDELEG -> state.mideleg = value & SUPERVISOR_INTERRUPTS;
            case MIE -> state.mie = value & StatusBits.INTERRUPTS;
            case MTVEC -> state.mtvec = value & ~2;
            case MCOUNTEREN -> state.mcounteren = value & COUNTERS;
            case MENVCFG -> state.menvcfg = value & (StatusBits.FIOM | StatusBits.STCE);
            case MCOUNTINHIBIT -> inhibit(value & INHIBITABLE_COUNTERS);
            case MSCRATCH -> state.mscratch = value;
            case MEPC -> state.mepc = value & ~1;
            case MCAUSE -> state.mcause = value;
            case MTVAL -> state.mtval = value;
            case MIP -> writeSoftwareInterrupts(value, writableInterrupts());
            case MSECCFG -> state.mseccfg = value & (StatusBits.SSEED | StatusBits.USEED);
            case MCYCLE -> state.mcycle = written(value, 1);
            case MINSTRET -> state.minstret = written(value, 4);
            case STIMECMP -> {
                state.stimecmp = value;
                state.supervisorTimerDue = false;
            }
            case SATP -> state.satp = StatusBits.legalSatp(state.satp, value);
            case PMPCFG0, PMPCFG2 -> {
                state.protection.writeConfigs(register == ControlRegister.PMPCFG0 ? 0 : 8, value);
                memory.protectionChanged();
            }
            case PMPADDR0 -> {
                state.protection.writeAddress(register.indexOf(number), value);
                memory.protectionChanged();
            }
            case TSELECT, TDATA1, TINFO, MISA, MHPMCOUNTER3, MHPMEVENT3 -> {
                // WARL with one legal value
            }
            case SEED, CYCLE, TIME, INSTRET, HPMCOUNTER3, MVENDORID, MARCHID, MIMPID, MHARTID, MCONFIGPTR ->
                throw new IllegalStateException(register + " is read-only");
        }
    }

    /** While Sstc has STIP, software has not (Sstc, section 2.1). */
    private long writableInterrupts() {
        boolean timer = (state.menvcfg & StatusBits.STCE) == 0;
        return timer ? SUPERVISOR_INTERRUPTS : SUPERVISOR_INTERRUPTS & ~(1L << StatusBits.STI);
    }

    private void writeFloatControl(ControlRegister register, long value) {
        switch (register) {
            case FFLAGS -> state.fcsr.setFlags(value);
            case FRM -> state.fcsr.setRoundingMode(value);
            default -> state.fcsr.setValue(value);
        }
        state.floatsChanged();
    }

    private void writeSoftwareInterrupts(long value, long writable) {
        state.interruptSoftware = (state.interruptSoftware & ~writable) | (value & writable);
    }

    /** The counter's value for the instruction of this number. */
    private long counter(long word, int inhibitBit, long instruction) {
        return (state.mcountinhibit & inhibitBit) != 0 ? word : word + instruction;
    }

    /** What to keep so that the next instruction reads {@code value} (Zicsr: a write takes the place of the increment). */
    private long written(long value, int inhibitBit) {
        return (state.mcountinhibit & inhibitBit) != 0 ? value : value - (state.instruction + 1);
    }

    private void inhibit(long value) {
        long next = state.instruction + 1;
        long cycle = counter(state.mcycle, 1, next);
        long retired = counter(state.minstret, 4, next);
        state.mcountinhibit = value;
        state.mcycle = written(cycle, 1);
        state.minstret = written(retired, 4);
    }
}
