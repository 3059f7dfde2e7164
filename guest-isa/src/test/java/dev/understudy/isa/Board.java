package dev.understudy.isa;

import dev.understudy.isa.interpreter.Interpreter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** A hart with 64 KiB of RAM, one device register and a log of all that it asked from outside. */
public final class Board implements Bus, NondeterministicSource {
    public static final long BASE = 0x8000_0000L;
    /** The only address at which the bus answers. */
    public static final long DEVICE = 0x1000_0000L;

    public final Ram ram = new Ram(BASE, 1 << 16);
    public final Hart hart = new Hart(ram, this, this);
    public final ExecutionEngine engine = new Interpreter(hart);
    /** What was asked from outside, with the instruction's number. */
    public final List<String> calls = new ArrayList<>();
    /** Answers loads of the device; may do what devices do. */
    public LongSupplier onLoad = () -> 0;

    /** Puts a program at {@link #BASE} and the pc there; physical memory protection allows all. */
    public Board(String... program) {
        hart.reset(BASE);
        setWord("pmpaddr0", (1L << 54) - 1);
        setWord("pmpcfg0", 0x1f);
        put(BASE, program);
    }

    /** Assembles a program to an address. */
    public void put(long address, String... program) {
        for (int i = 0; i < program.length; i++) {
            ram.store32(address + 4L * i, Assembler.word(program[i]));
        }
    }

    /** Runs {@code count} instructions more. */
    public StopReason run(long count) {
        return engine.run(hart.instruction() + count);
    }

    /** A register by its name of the calling convention. */
    public long get(String register) {
        return word("/" + register);
    }

    /** Sets a register by its name. */
    public void set(String register, long value) {
        for (int i = 1; i < 32; i++) {
            if (Hart.stateNames().get(i - 1).endsWith("/" + register)) {
                hart.setRegister(i, value);
                return;
            }
        }
        throw new IllegalArgumentException(register);
    }

    /** A word of the saved state by the end of its name. */
    public long word(String name) {
        List<String> names = Hart.stateNames();
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).endsWith(name)) {
                return hart.save()[i];
            }
        }
        throw new IllegalArgumentException(name);
    }

    /** Sets a word of the state by its exact name. */
    public void setWord(String name, long value) {
        long[] words = hart.save();
        words[Hart.stateNames().indexOf(name)] = value;
        hart.restore(words);
    }

    @Override
    public long load(long physicalAddress, int size) {
        calls.add(hart.instruction() + " load " + Long.toHexString(physicalAddress) + " " + size);
        if (physicalAddress != DEVICE) {
            throw BusError.NOTHING_THERE;
        }
        return onLoad.getAsLong();
    }

    @Override
    public void store(long physicalAddress, int size, long value) {
        calls.add(hart.instruction() + " store " + Long.toHexString(physicalAddress) + " " + size + " "
                + Long.toHexString(value));
        if (physicalAddress != DEVICE) {
            throw BusError.NOTHING_THERE;
        }
    }

    @Override
    public long readTime() {
        calls.add(hart.instruction() + " time");
        return 1000 + hart.instruction();
    }

    @Override
    public int readSeed() {
        calls.add(hart.instruction() + " seed");
        return 0xbeef;
    }
}
