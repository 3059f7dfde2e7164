package dev.understudy.isa;

import java.util.List;

/**
 * One RV64IMAC hart with M, S and U mode and its exact instruction number. Between instructions the machine looks at it
 * and wires interrupts; engines execute on it. One thread.
 */
public final class Hart {
    private final Ram ram;
    private final Bus bus;
    private final NondeterministicSource source;
    private final HartState state = new HartState();

    /** A hart in power-on state, to be given a first pc by {@link #reset}. */
    public Hart(Ram ram, Bus bus, NondeterministicSource source) {
        this.ram = ram;
        this.bus = bus;
        this.source = source;
    }

    /**
     * Number of instructions begun since the life began: between two instructions the number of the next one, in the
     * middle of an instruction its own.
     */
    public long instruction() {
        return state.instruction;
    }

    /** Power-on state with this pc; the count of instructions goes on. */
    public void reset(long pc) {
        state.pc = pc;
    }

    /** x0 to x31. */
    public long register(int index) {
        return state.registers[index & 31];
    }

    /** Sets x1 to x31; x0 stays 0. */
    public void setRegister(int index, long value) {
        if ((index & 31) != 0) {
            state.registers[index & 31] = value;
        }
    }

    /** Address of the next instruction. */
    public long pc() {
        return state.pc;
    }

    /** 0 user, 1 supervisor, 3 machine. */
    public int privilege() {
        return 3;
    }

    /**
     * Drives one of the interrupt wires: between instructions or in the middle of one (from the bus).
     *
     * @param cause 3 MSIP, 7 MTIP, 9 SEIP, 11 MEIP
     */
    public void setInterrupt(int cause, boolean pending) {
        throw new UnsupportedOperationException("interrupt " + cause + pending);
    }

    /** From the bus, in the middle of an instruction: the engine returns REQUESTED when it has ended. */
    public void requestStop() {
        throw new UnsupportedOperationException("stop");
    }

    /** A device wrote to memory: a following SC fails. */
    public void clearReservation() {}

    /** True if an interrupt is taken before the next instruction. */
    public boolean interruptPending() {
        return false;
    }

    /** Every architectural bit, one word each named by {@link #stateNames}. No caches. */
    public long[] save() {
        return new long[0];
    }

    /** Takes over what {@link #save} gave; drops all caches. IllegalArgumentException if no hart can be in that state. */
    public void restore(long[] words) {
        ram.replaced();
    }

    /** The name of each word of {@link #save}, as in the manual: "pc", "x10/a0", "mstatus", … */
    public static List<String> stateNames() {
        return List.of();
    }

    /** For engines. */
    public HartState state() {
        return state;
    }

    /** For engines. */
    public Ram ram() {
        return ram;
    }

    Bus bus() {
        return bus;
    }

    NondeterministicSource source() {
        return source;
    }
}
