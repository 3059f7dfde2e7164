package dev.understudy.isa;

import java.util.List;

/**
 * One RV64GC hart with M, S and U mode, Sv39 and its exact instruction number. Between instructions the machine looks at
 * it and wires interrupts; engines execute on it. One thread.
 */
public final class Hart {
    private final Ram ram;
    private final HartState state = new HartState();
    private final Trap trap = new Trap();
    private final MemoryAccess memory;
    private final ControlRegisters controls;
    private final TrapUnit traps;
    private boolean stopRequested;

    /** A hart in power-on state, to be given a first pc by {@link #reset}. */
    public Hart(Ram ram, Bus bus, NondeterministicSource source) {
        this.ram = ram;
        this.memory = new MemoryAccess(state, ram, bus, trap);
        this.controls = new ControlRegisters(state, source, memory);
        this.traps = new TrapUnit(state, memory);
    }

    /**
     * Number of instructions begun since the life began: between two instructions the number of the next one, in the
     * middle of an instruction its own.
     */
    public long instruction() {
        return state.instruction;
    }

    /** Power-on state with this pc. The count of instructions goes on, the interrupt wires keep their levels. */
    public void reset(long pc) {
        state.reset(pc);
        memory.protectionChanged();
    }

    /** True if {@link #supervisorTimerDue} is to be called at {@link #supervisorTimerDeadline}. */
    public boolean supervisorTimerArmed() {
        return (state.menvcfg & StatusBits.STCE) != 0 && !state.supervisorTimerDue;
    }

    /** stimecmp (Sstc): guest time in ticks, unsigned. */
    public long supervisorTimerDeadline() {
        return state.stimecmp;
    }

    /**
     * Between instructions: STIP is pending until stimecmp is written. Time is never compared here (rule
     * <i>Interrupts</i>).
     */
    public void supervisorTimerDue() {
        state.supervisorTimerDue = true;
    }

    /** x0 to x31. */
    public long register(int index) {
        return state.registers[checked(index)];
    }

    /** Sets x1 to x31; x0 stays 0. */
    public void setRegister(int index, long value) {
        if (checked(index) != 0) {
            state.registers[index] = value;
        }
    }

    private static int checked(int index) {
        if (index < 0 || index > 31) {
            throw new IndexOutOfBoundsException("there is no x" + index);
        }
        return index;
    }

    /** Address of the next instruction; in the middle of one, its own. */
    public long pc() {
        return state.pc;
    }

    /** 0 user, 1 supervisor, 3 machine. */
    public int privilege() {
        return state.privilege;
    }

    /**
     * Drives one of the interrupt wires: between instructions or in the middle of one (from the bus).
     *
     * @param cause 3 MSIP, 7 MTIP, 9 SEIP, 11 MEIP
     */
    public void setInterrupt(int cause, boolean pending) {
        if (cause < 0 || cause > 63 || (StatusBits.WIRES >> cause & 1) == 0) {
            throw new IllegalArgumentException("there is no interrupt wire " + cause);
        }
        long wire = 1L << cause;
        state.interruptWires = pending ? state.interruptWires | wire : state.interruptWires & ~wire;
    }

    /** From the bus, in the middle of an instruction: the engine returns REQUESTED when it has ended. */
    public void requestStop() {
        stopRequested = true;
    }

    /** For engines: true once after {@link #requestStop}. */
    public boolean takeStopRequest() {
        boolean requested = stopRequested;
        stopRequested = false;
        return requested;
    }

    /** A device wrote to memory: a following SC fails. */
    public void clearReservation() {
        state.reservation = HartState.NO_RESERVATION;
    }

    /** True if an interrupt is taken before the next instruction. */
    public boolean interruptPending() {
        return traps.takenInterrupts() != 0;
    }

    /** Every architectural bit, one word each, named by {@link #stateNames}. No caches. */
    public long[] save() {
        return StateWord.ALL.stream().mapToLong(word -> word.get(state)).toArray();
    }

    /**
     * Takes over what {@link #save} gave and drops all caches. RAM's content is restored by whoever owns it, before.
     *
     * @throws IllegalArgumentException if no hart can be in that state; nothing has changed then
     */
    public void restore(long[] words) {
        if (words.length != StateWord.ALL.size()) {
            throw new IllegalArgumentException(
                    "a hart's state has " + StateWord.ALL.size() + " words, not " + words.length);
        }
        for (int i = 0; i < words.length; i++) {
            StateWord word = StateWord.ALL.get(i);
            if (!word.legal().test(words[i])) {
                throw new IllegalArgumentException(word.name() + " cannot be 0x" + Long.toHexString(words[i]));
            }
        }
        for (int i = 0; i < words.length; i++) {
            StateWord.ALL.get(i).set(state, words[i]);
        }
        stopRequested = false;
        ram.replaced();
    }

    /** The name of each word of {@link #save}: "pc", "x10/a0", "mstatus", … */
    public static List<String> stateNames() {
        return StateWord.ALL.stream().map(StateWord::name).toList();
    }

    /** For engines. */
    public HartState state() {
        return state;
    }

    /** For engines. */
    public Ram ram() {
        return ram;
    }

    /** For engines. */
    public MemoryAccess memory() {
        return memory;
    }

    /** For engines. */
    public ControlRegisters controls() {
        return controls;
    }

    /** For engines. */
    public TrapUnit traps() {
        return traps;
    }

    /** For engines: an exception of the instruction at pc, to be thrown. */
    public Trap trap(int cause, long value) {
        return trap.with(cause, value);
    }
}
