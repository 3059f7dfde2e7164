package dev.understudy.vmm.rehearsal;

import dev.understudy.isa.ExecutionEngine;
import dev.understudy.isa.Hart;
import dev.understudy.isa.interpreter.Interpreter;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.machine.BootImage;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.MemoryMap;
import dev.understudy.vmm.rehearsal.Schedule.Cue;
import dev.understudy.vmm.rehearsal.Take.Lived;
import dev.understudy.vmm.rehearsal.Take.Played;
import dev.understudy.vmm.rehearsal.Take.Replayed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Proves that a guest can be protected: lives it twice, or lives it and replays its log, and compares every bit of state and
 * output. Throws {@link Unlike}, which names the first instruction and the registers and bytes that differ.
 *
 * <p>The world is simulated on the caller's thread: slices, time, disk answers and entropy come from {@link #seed}, so that a
 * failure repeats; the schedule says what else comes. Memory needed: twice the guest's, more to explain a
 * difference. Calls change this object; one thread.
 */
public final class Rehearsal {
    private static final int DEFAULT_MEMORY = 16 << 20;
    private static final long DEFAULT_INSTRUCTIONS = 10_000_000;
    private static final long SLICE = 10_000;
    /** Bounds the life of a guest that only sleeps. */
    private static final int STEPS = 100_000;

    private final String name;
    private final List<Cue> cues = new ArrayList<>();
    private Guest guest;
    private byte[] disk = new byte[0];
    private long seed;
    private long instructions = DEFAULT_INSTRUCTIONS;
    private Function<Machine, LiveRehearsal> life = this::live;
    private Function<Hart, ExecutionEngine> engine = Interpreter::new;
    private Function<Hart, ExecutionEngine> otherEngine = Interpreter::new;
    private UnaryOperator<List<LogEntry>> spoil = log -> log;

    private Rehearsal(String name, Guest guest) {
        this.name = name;
        this.guest = guest;
    }

    /** A guest of any kind. */
    public static Rehearsal of(Guest guest) {
        return new Rehearsal("the guest", guest);
    }

    /** An ELF, or an image entered at the first byte of RAM; with 16 MiB of RAM, a network card, an empty disk of 1 MiB. */
    public static Rehearsal of(Path image) {
        try {
            BootImage boot = BootImage.of(Files.readAllBytes(image), MemoryMap.RAM_BASE);
            return new Rehearsal(image.getFileName().toString(), Guest.of(boot, DEFAULT_MEMORY));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the guest " + image, e);
        }
    }

    // ---- the guest and its world ------------------------------------------------------------------------------------

    /** RAM, a multiple of 4 KiB from 1 MiB on. */
    public Rehearsal memory(int bytes) {
        guest = guest.sized(bytes, guest.config().diskBytes());
        return this;
    }

    /** What the disk holds at first: a multiple of 512 bytes, none for no disk. */
    public Rehearsal disk(byte[] content) {
        guest = guest.sized(guest.config().memoryBytes(), content.length);
        disk = content.clone();
        return this;
    }

    /** Another seed gives other slices, times, orders and random bytes. At first 0. */
    public Rehearsal seed(long newSeed) {
        seed = newSeed;
        return this;
    }

    /**
     * An input before this instruction number. It comes earlier if the guest would sleep for good otherwise: it has no timer
     * set and no disk request out.
     */
    public Rehearsal at(long instruction, Input input) {
        cues.add(new Cue(instruction, Cue.NEVER, input));
        return this;
    }

    /** An input at this simulated time since the life began, between two slices. */
    public Rehearsal atMillis(long millis, Input input) {
        cues.add(new Cue(Cue.NEVER, millis * 1_000_000, input));
        return this;
    }

    /** Lives until so many instructions, or a slice more; less if the guest ends. At first 10 million. */
    public Rehearsal until(long instruction) {
        instructions = instruction;
        return this;
    }

    /** A life of one's own making, instead of the schedule; each call does the same to its machine. */
    public Rehearsal life(Function<Machine, LiveRehearsal> newLife) {
        life = newLife;
        return this;
    }

    // ---- the second take --------------------------------------------------------------------------------------------

    /** What executes the first take's instructions, and the second's. Both interpret at first. */
    public Rehearsal engines(Function<Hart, ExecutionEngine> first, Function<Hart, ExecutionEngine> second) {
        engine = first;
        otherEngine = second;
        return this;
    }

    /** For a test that a difference is seen: what replays get instead of the log. */
    public Rehearsal spoil(UnaryOperator<List<LogEntry>> change) {
        spoil = change;
        return this;
    }

    // ---- assertions: each gives the life that was compared ----------------------------------------------------------

    /** The same schedule twice gives the same log, the same outputs, the same state. */
    public Run assertRunsAlike() {
        return assertAlike(lived("second run", otherEngine));
    }

    /** {@code other}'s life is the same as this one's, although it was made in another way. */
    public Run assertRunsAlike(Rehearsal other) {
        return assertAlike(other.lived("other run", other.engine));
    }

    private Run assertAlike(Lived second) {
        Lived first = lived("run", engine);
        return new Run(Comparison.assertAlike(name, first, first.play(Watch.none()), second));
    }

    /** A replay of the log, through the codec, ends in the same state with the same outputs. */
    public Run assertReplaysAlike() {
        return assertReplays("replay", log -> Replayed.NO_CUT);
    }

    /** So does a replay whose machine is saved and opened anew somewhere on the way, where the seed says. */
    public Run assertResumesAlike() {
        return assertReplays("resumed replay", log -> new Random(seed).nextInt(log.size() + 1));
    }

    /** All of the above: run twice, replayed, resumed. */
    public Run assertAlike() {
        assertRunsAlike();
        assertReplaysAlike();
        return assertResumesAlike();
    }

    private Run assertReplays(String how, Function<List<LogEntry>, Integer> cut) {
        Lived first = lived("run", engine);
        Played original = first.play(Watch.none());
        List<LogEntry> log = spoil.apply(EntryList.overTheWire(original.entries()));
        long end = original.machine().instruction();
        Replayed second = new Replayed(how, guest, otherEngine, log, end, cut.apply(log));
        return new Run(Comparison.assertAlike(name, first, original, second));
    }

    private Lived lived(String how, Function<Hart, ExecutionEngine> on) {
        return new Lived(how + " (seed " + seed + ")", guest, on, life);
    }

    private LiveRehearsal live(Machine machine) {
        LiveRehearsal live = new LiveRehearsal(machine, SLICE, seed);
        System.arraycopy(disk, 0, live.disk(), 0, disk.length);
        return new RandomWorld(seed, live, new Schedule(cues)).live(instructions, STEPS);
    }
}
