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

    /** Runs to the end of the batch. */
    void run() {
        while (!finished) {
            engine.run(INSTRUCTIONS_MAX);
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

    /** The instruction at this address of RAM. */
    String text(long pc) {
        return ram.contains(pc, 4) ? Disassembler.text(ram.load32(pc)) : "(outside RAM)";
    }

    void step() {
        engine.run(hart.instruction() + 1);
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
