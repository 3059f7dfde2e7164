package dev.understudy.isa.conformance;

import dev.understudy.isa.Bus;
import dev.understudy.isa.BusError;
import dev.understudy.isa.ExecutionEngine;
import dev.understudy.isa.Hart;
import dev.understudy.isa.NondeterministicSource;
import dev.understudy.isa.Ram;
import dev.understudy.isa.instruction.Disassembler;
import java.util.function.Function;

/** Our hart with RAM, and what the monitor needs of a board. */
final class OurMachine implements Bus, NondeterministicSource {
    private static final long INSTRUCTIONS_MAX = 1L << 33;

    /** Of the times that programs wait for: all before this one are past. */
    static final int PAST = 16;

    private final Ram ram;
    private final Hart hart;
    private final ExecutionEngine engine;
    private boolean finished;

    OurMachine(byte[] image, Function<Hart, ExecutionEngine> engine) {
        ram = Layout.newRam(image);
        hart = new Hart(ram, this, this);
        hart.reset(Layout.RAM);
        this.engine = engine.apply(hart);
    }

    Hart hart() {
        return hart;
    }

    Ram ram() {
        return ram;
    }

    /**
     * Runs to the end of the batch.
     *
     * @param timed the supervisor's timer may become due
     */
    void run(boolean timed) {
        while (!finished) {
            if (timed) {
                step();
            } else {
                engine.run(INSTRUCTIONS_MAX);
            }
            if (hart.instruction() >= INSTRUCTIONS_MAX) {
                throw new IllegalStateException("our hart does not finish: pc 0x" + Long.toHexString(hart.pc()));
            }
        }
    }

    void runTo(long pc) {
        while (hart.pc() != pc) {
            if (finished) {
                throw new IllegalStateException("our hart never comes to 0x" + Long.toHexString(pc));
            }
            step();
        }
    }

    /** What trials executed: the monitor stops minstret, but for two instructions a record. */
    long trialInstructions() {
        long records = (word("mscratch") - Layout.RECORDS) / Record.SIZE;
        return word("minstret") - 2 * records;
    }

    /** The instruction at this address, be it physical or of code in an address space. */
    String text(long pc) {
        return Disassembler.text(ram.load32(Layout.code(pc)));
    }

    void step() {
        look();
        engine.run(hart.instruction() + 1);
    }

    /** True if the next step begins with an interrupt. */
    boolean interruptPending() {
        look();
        return hart.interruptPending();
    }

    /** What a machine does between two slices: here between two instructions, as qemu does where stimecmp is past. */
    private void look() {
        if (hart.supervisorTimerArmed() && Long.compareUnsigned(hart.supervisorTimerDeadline(), PAST) < 0) {
            hart.supervisorTimerDue();
        }
    }

    /** A word of the hart's state by its name. */
    long word(String name) {
        return hart.save()[Hart.stateNames().indexOf(name)];
    }

    @Override
    public long load(long physicalAddress, int size) {
        throw BusError.NOTHING_THERE;
    }

    @Override
    public void store(long physicalAddress, int size, long value) {
        if (physicalAddress == Layout.FINISHER) {
            finished = true;
            hart.requestStop();
        } else if (physicalAddress != Layout.TIMER_COMPARE) {
            throw BusError.NOTHING_THERE;
        }
    }

    @Override
    public long readTime() {
        return hart.instruction();
    }

    @Override
    public int readSeed() {
        throw new IllegalStateException("no program reads the seed");
    }
}
