package dev.understudy.vmm.vcpu;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.log.DivergenceReport;
import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.LogSource;
import dev.understudy.vmm.log.Phase;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.MachinePort;
import dev.understudy.vmm.machine.Output;
import java.util.List;
import java.util.function.Consumer;

/**
 * Drives a machine from a log: runs to exactly the next entry's instruction, applies it, checks every proof and digest.
 * Outputs go to {@code held}, nowhere else. Throws {@link Divergence}. One thread.
 */
public final class ReplayVcpu implements Vcpu, MachinePort {
    private static final long SLICE_INSTRUCTIONS = 100_000;

    private final Machine machine;
    private final LogSource log;
    private final Consumer<Output> held;

    /** Of the last digest over everything: what a register digest finds equal may differ in memory already. */
    private long equalAt;

    private volatile long registersEqualAt;
    private LogEntry newestTaken;
    private boolean running;
    private volatile long replayedEntries;
    private volatile long instructionSeen;

    /**
     * Connects itself to the machine.
     *
     * @param held takes every output, in order
     */
    public ReplayVcpu(Machine machine, LogSource log, Consumer<Output> held) {
        this.machine = machine;
        this.log = log;
        this.held = held;
        equalAt = machine.instruction();
        registersEqualAt = equalAt;
        machine.connect(this);
    }

    @Override
    public Step step() {
        boolean sealed = log.isSealed(); // before looking: an entry may come, and the seal after it, in between
        LogEntry next = log.peek();
        if (next == null) {
            return sealed ? Step.ENDED : Step.BLOCKED;
        }
        if (machine.ended()) {
            throw diverged(next.toString(), "the machine has ended");
        } else if (machine.instruction() < next.instruction()) {
            run(Math.min(next.instruction(), machine.instruction() + SLICE_INSTRUCTIONS));
        } else if (machine.instruction() > next.instruction()) {
            throw diverged(next.toString(), "the machine is at " + machine.instruction() + " already");
        } else if (next.phase() == Phase.BEFORE) {
            apply(next);
        } else {
            long before = replayedEntries;
            run(machine.instruction() + 1);
            if (replayedEntries == before) {
                throw diverged(next.toString(), "the instruction asked for nothing and made nothing");
            }
        }
        instructionSeen = machine.instruction();
        return Step.RAN;
    }

    /** Where the machine was after its last step. Any thread. */
    public long instructionSeen() {
        return instructionSeen;
    }

    /** Where the newest digest was equal, at first where the replay began. Any thread. */
    public long digestEqualAt() {
        return registersEqualAt;
    }

    @Override
    public long idleNanos() {
        return 10_000_000;
    }

    /** Rule Horizon: nothing is executed beyond what the newest entry proves begun. */
    private void run(long until) {
        if (until > log.horizon()) {
            throw new IllegalStateException("would run to " + until + ", the horizon is " + log.horizon());
        }
        running = true;
        machine.run(until);
        running = false;
    }

    private void apply(LogEntry entry) {
        Event event = entry.event();
        if (event instanceof Event.Digest digest) {
            compare(entry, digest);
        } else if (event instanceof Event.OutputPoint point) {
            machine.closeConsole();
            compare(entry, point);
        } else if (event instanceof Event.PowerOff powerOff) {
            machine.end(powerOff.exitCode());
            return;
        } else {
            happen(entry);
        }
        taken();
    }

    /** What cannot happen to this machine happened to the live one: they differ. */
    private void happen(LogEntry entry) {
        try {
            machine.apply(entry.event());
        } catch (IllegalStateException e) {
            throw diverged(entry.toString(), "that cannot happen to this machine: " + e.getMessage());
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the vCPU's thread writes
    private void taken() {
        newestTaken = log.peek();
        log.take();
        replayedEntries++;
    }

    private void compare(LogEntry entry, Event.Digest expected) {
        long memory = expected.memory() == 0 ? 0 : machine.memoryDigest();
        Event.Digest found = new Event.Digest(machine.registerDigest(), memory);
        if (!found.equals(expected)) {
            throw diverged(entry.toString(), found + ": " + verdict(expected, found));
        }
        registersEqualAt = machine.instruction();
        if (expected.memory() != 0) {
            equalAt = registersEqualAt;
        }
    }

    private static String verdict(Event.Digest expected, Event.Digest found) {
        String registers = expected.registers() == found.registers() ? "equal" : "different";
        String memory =
                expected.memory() == 0 ? "not compared" : expected.memory() == found.memory() ? "equal" : "different";
        return "registers and devices " + registers + ", memory " + memory;
    }

    private void compare(LogEntry entry, Event.OutputPoint expected) {
        Event.OutputPoint found = new Event.OutputPoint(machine.outputs(), machine.outputChecksum());
        if (!found.equals(expected)) {
            throw diverged(entry.toString(), found.toString());
        }
    }

    /** Takes the entry that the instruction being executed must have. */
    private <E extends Event> E consume(Class<E> kind) {
        LogEntry next = log.peek();
        long instruction = machine.instruction();
        Phase phase = running ? Phase.DURING : Phase.BEFORE;
        if (next == null
                || next.instruction() != instruction
                || next.phase() != phase
                || !kind.isInstance(next.event())) {
            throw diverged(
                    next == null ? "no entry" : next.toString(),
                    "@" + instruction + " a " + kind.getSimpleName() + " is made");
        }
        taken();
        return kind.cast(next.event());
    }

    private Divergence diverged(String expected, String found) {
        String where = found + "; pc 0x" + Long.toHexString(machine.pc()) + ", last entry taken "
                + (newestTaken == null ? "none" : newestTaken) + ", registers and devices last equal @"
                + registersEqualAt;
        return new Divergence(new DivergenceReport(equalAt, machine.instruction(), expected, where, List.of()));
    }

    // ---- the machine asks and tells -------------------------------------------------------------------------------

    @Override
    public long readTime() {
        return consume(Event.TimeRead.class).ticks();
    }

    @Override
    public int readSeed() {
        return consume(Event.SeedRead.class).bits();
    }

    @Override
    public void output(Output output) {
        held.accept(output);
    }

    @Override
    public void outputPoint(long outputs, long checksum) {
        LogEntry entry = log.peek();
        Event.OutputPoint expected = consume(Event.OutputPoint.class);
        compare(entry, expected);
    }

    @Override
    public void guestReset() {
        consume(Event.GuestReset.class);
    }

    @Override
    public void poweredOff(int exitCode) {
        LogEntry entry = log.peek();
        Event.PowerOff expected = consume(Event.PowerOff.class);
        if (expected.exitCode() != exitCode) {
            throw diverged(entry.toString(), "the guest ended with " + exitCode);
        }
    }

    /** A pending request is part of the machine's state; it is issued again at go-live. */
    @Override
    public void issue(DiskRequest request) {}

    /** As for {@link #issue}. */
    @Override
    public void entropy(long id, int length) {}

    /** Entries replayed so far. */
    public long replayedEntries() {
        return replayedEntries;
    }
}
