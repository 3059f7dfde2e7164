package dev.understudy.vmm.vcpu;

import dev.understudy.isa.StopReason;
import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.device.VirtioEntropy;
import dev.understudy.vmm.device.VirtioNet;
import dev.understudy.vmm.host.Clock;
import dev.understudy.vmm.host.Entropy;
import dev.understudy.vmm.host.HostEvent;
import dev.understudy.vmm.host.Inbox;
import dev.understudy.vmm.log.DiskStatus;
import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.LogSink;
import dev.understudy.vmm.log.Phase;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.MachinePort;
import dev.understudy.vmm.machine.Output;
import dev.understudy.vmm.replication.GuestTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Drives a machine from the host's events. At the end of a slice it decides that an event happens at instruction X, makes
 * the entry, appends it to the log and applies that very entry; values of non-deterministic instructions become entries in
 * the middle of the instruction. One thread.
 */
public final class LiveVcpu implements Vcpu, MachinePort {
    /** Id of the owner's own flush: no request of the guest. */
    public static final long OWN_FLUSH = -1;

    /** In {@code lastEntryNanos}: an entry was made in this slice, its time is read at the slice's end. */
    private static final long NEW_ENTRY = Long.MIN_VALUE;

    /** Inbound frames that wait here for a receive buffer; more are dropped and counted. */
    private static final int MAX_WAITING_FRAMES = 1024;

    /** Typed bytes that wait here for a guest that does not read; more are lost, as on any line. */
    private static final int MAX_WAITING_INPUT = 64 << 10;

    /** An entry waits at most about so long for others to be sent with, while the guest computes. */
    private static final long BATCH_NANOS = 500_000;

    /** The part of a slice in which it ends where it suits the engine: in the least slice, more than a region has in a row. */
    private static final int SLICE_END_SHARE = 16;

    private static final long LONGEST_IDLE_NANOS = 100_000_000;

    private final Machine machine;
    private final Inbox inbox;
    private final Clock clock;
    private final GuestTime time;
    private final Entropy entropy;
    private final OutputPath path;
    private final Throttle throttle = new Throttle();
    private LogSink log;
    private Pacing pacing;
    private Slice slice;

    private final ArrayDeque<HostEvent.DiskAnswered> answers = new ArrayDeque<>();
    private final ArrayDeque<HostEvent.FrameArrived> frames = new ArrayDeque<>();
    private final ArrayDeque<HostEvent.ConsoleTyped> typed = new ArrayDeque<>();
    /** What the instruction being executed sends out, in order; each takes the number of the entry that proves it. */
    private final List<LongConsumer> unproved = new ArrayList<>();

    private int typedBytes;
    private boolean running;
    private boolean paused;
    private boolean flushing;
    private long stableBelow = -1;
    private long lastSequence = -1;
    private long lastEntryNanos;
    private long lastRegisterDigestNanos;
    private long lastMemoryDigestNanos;
    private long lastDigestInstruction;
    private long idleNanos;
    private volatile long droppedFrames;
    private volatile long seenNanos;
    private volatile long seenTicks;
    private volatile long instructionSeen;

    /** Connects itself to the machine. */
    public LiveVcpu(
            Machine machine,
            Inbox inbox,
            Clock clock,
            GuestTime time,
            Entropy entropy,
            OutputPath path,
            LogSink log,
            Pacing pacing) {
        this.machine = machine;
        this.inbox = inbox;
        this.clock = clock;
        this.time = time;
        this.entropy = entropy;
        this.path = path;
        startLog(log, pacing);
        publish(lastEntryNanos); // heartbeats tell the guest's time before the first slice has run
        machine.connect(this);
    }

    /** Between two slices: from here on entries go to {@code log}. */
    public void startLog(LogSink log, Pacing pacing) {
        this.log = log;
        this.pacing = pacing;
        slice = new Slice(pacing);
        long now = clock.nanoTime();
        lastEntryNanos = now;
        lastRegisterDigestNanos = now;
        lastMemoryDigestNanos = now;
    }

    /** Between two slices: executes nothing, and makes no entry, until {@link #resume}. */
    public void pause() {
        paused = true;
        log.flush();
    }

    public void resume() {
        paused = false;
    }

    @Override
    public Step step() {
        takeEvents();
        if (machine.ended()) {
            return Step.ENDED;
        }
        long now = clock.nanoTime();
        if (rests(now)) {
            return Step.BLOCKED;
        }
        if (paused || log.isFull() || path.isFull() || isTooMuchUnsynced()) {
            idleNanos = 1_000_000;
            return Step.BLOCKED;
        }
        applyEvents(now);
        checkState(now);
        throttle.runs(now);
        running = true;
        long until = machine.instruction() + slice.instructions();
        StopReason reason = machine.run(until - slice.instructions() / SLICE_END_SHARE, until);
        running = false;
        endSlice();
        if (reason == StopReason.REACHED) {
            slice.took(clock.nanoTime() - now);
        }
        publish(now);
        if (reason == StopReason.WAITING) {
            log.flush();
            return idleStep();
        }
        log.flushIfOlderThan(BATCH_NANOS, now);
        return machine.ended() ? Step.ENDED : Step.RAN;
    }

    @Override
    public long idleNanos() {
        return idleNanos;
    }

    /** Rule Lag: from now on it runs for so many thousandths of the time. Any thread. */
    public void throttle(int share) {
        throttle.share(share);
    }

    /** Whoever rests keeps nothing back: the backup goes on with what it has. */
    private boolean rests(long now) {
        idleNanos = throttle.restNanos(now);
        if (idleNanos > 0) {
            log.flush();
        }
        return idleNanos > 0;
    }

    private Step idleStep() {
        if (throttle.isOn()) {
            throttle.restNanos(clock.nanoTime()); // it runs no more
        }
        idleNanos = LONGEST_IDLE_NANOS;
        long deadline = machine.timerDeadline();
        boolean isNever = deadline < 0; // unsigned: drivers write all ones to switch the timer off
        if (machine.timerArmed() && !isNever) {
            long now = clock.nanoTime();
            long due = time.nanosAt(deadline, now) - now;
            idleNanos = Math.max(0, Math.min(due, LONGEST_IDLE_NANOS));
        }
        return idleNanos == 0 ? Step.RAN : Step.IDLE;
    }

    /** What other threads may see. The order of the two stores, and of the loads, makes a torn pair show an older time. */
    private void publish(long now) {
        seenNanos = now;
        seenTicks = ticks(now);
        instructionSeen = machine.instruction();
    }

    /** The guest's time now, 10 MHz ticks; never ahead of it. Any thread. */
    public long guestTimeAt(long nowNanos) {
        long ticks = seenTicks;
        return ticks + Math.max(0, nowNanos - seenNanos) / GuestTime.NANOS_PER_TICK;
    }

    /** Where the machine was after its last slice. Any thread. */
    public long instructionSeen() {
        return instructionSeen;
    }

    // ---- from the host to entries ---------------------------------------------------------------------------------

    private void takeEvents() {
        for (HostEvent event = inbox.poll(); event != null; event = inbox.poll()) {
            if (event instanceof HostEvent.DiskAnswered answer) {
                answers.add(answer);
            } else if (event instanceof HostEvent.FrameArrived frame) {
                waitForBuffer(frame);
            } else if (event instanceof HostEvent.ConsoleTyped input) {
                waitForReader(input);
            } else if (event instanceof HostEvent.Command command) {
                command.action().run();
            }
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only this thread writes
    private void waitForBuffer(HostEvent.FrameArrived frame) {
        int size = frame.frame().length;
        boolean sound = size >= VirtioNet.MIN_FRAME_SIZE && size <= VirtioNet.MAX_FRAME_SIZE;
        if (sound && frames.size() < MAX_WAITING_FRAMES) {
            frames.add(frame);
        } else {
            droppedFrames++;
        }
    }

    private void waitForReader(HostEvent.ConsoleTyped input) {
        if (typedBytes + input.data().length <= MAX_WAITING_INPUT) {
            typed.add(input);
            typedBytes += input.data().length;
        }
    }

    private void applyEvents(long now) {
        while (!answers.isEmpty()) {
            HostEvent.DiskAnswered answer = answers.poll();
            happen(new Event.DiskCompleted(answer.id(), answer.status(), answer.data()));
        }
        for (VirtioEntropy.Request request : List.copyOf(machine.pendingEntropy())) {
            byte[] bytes = new byte[request.length()];
            entropy.fill(bytes);
            happen(new Event.EntropyCompleted(request.id(), bytes));
        }
        applyInputs();
        if (machine.timerArmed() && Long.compareUnsigned(ticks(now), machine.timerDeadline()) >= 0) {
            happen(new Event.TimerDue());
        }
        keepStable();
    }

    private void applyInputs() {
        boolean took = false;
        while (!frames.isEmpty() && machine.canReceiveFrame()) {
            HostEvent.FrameArrived frame = frames.poll();
            if (frame.number() >= machine.nextFrame()) {
                happen(new Event.FrameReceived(frame.number(), frame.frame()));
                took = true;
            }
        }
        while (!typed.isEmpty() && machine.inputRoom() > 0) {
            HostEvent.ConsoleTyped input = typed.poll();
            typedBytes -= input.data().length;
            took |= type(input);
        }
        if (took) {
            path.inputsTaken(machine.nextFrame(), machine.nextInputByte(), lastSequence);
        }
    }

    /** Delivers the part that the state wants and the UART has room for; puts the rest back. */
    private boolean type(HostEvent.ConsoleTyped input) {
        int skip = (int) Math.min(input.data().length, Math.max(0, machine.nextInputByte() - input.number()));
        int count = Math.min(input.data().length - skip, machine.inputRoom());
        if (count == 0) {
            return false;
        }
        long number = input.number() + skip;
        happen(new Event.ConsoleInput(number, java.util.Arrays.copyOfRange(input.data(), skip, skip + count)));
        if (skip + count < input.data().length) {
            byte[] rest = java.util.Arrays.copyOfRange(input.data(), skip + count, input.data().length);
            typed.addFirst(new HostEvent.ConsoleTyped(number + count, rest));
            typedBytes += rest.length;
        }
        return true;
    }

    /** Rule Unsynced writes: at the bound the owner flushes by itself and logs what is stable. */
    private void keepStable() {
        if (stableBelow >= 0 && !flushing) {
            happen(new Event.Stable(stableBelow));
            stableBelow = -1;
        }
        if (!flushing && machine.unsyncedBytes() > pacing.unsyncedBytes()) {
            flushing = true;
            stableBelow = machine.flushBound();
            path.issue(new DiskRequest(OWN_FLUSH, DiskRequest.Kind.FLUSH, 0, 0, new byte[0]));
        }
    }

    /** The bound holds also while the owner's flush is on its way: no further completion becomes an entry. */
    private boolean isTooMuchUnsynced() {
        return flushing && machine.unsyncedBytes() / 2 > pacing.unsyncedBytes();
    }

    /** The disk answered the owner's own flush. Nothing is stable if it failed: it will be flushed again. */
    public void ownFlushAnswered(DiskStatus status) {
        flushing = false;
        if (status != DiskStatus.OK) {
            stableBelow = -1;
        }
    }

    /**
     * What the disk must not lose, in order of completion: also writes whose answers wait here for their entries, as they
     * do while the log or the gate is full. But nothing that a flush made durable whose answer waits here, too: written
     * again, an old write lies over a newer one for a moment, and once the flush is in the log nobody would mend that
     * after a crash in this moment.
     */
    public List<DiskRequest> unsyncedWrites() {
        List<Long> answered = answers.stream()
                .filter(answer -> answer.status() == DiskStatus.OK)
                .map(HostEvent.DiskAnswered::id)
                .toList();
        List<DiskRequest> writes = new ArrayList<>(machine.unsyncedWrites(answered));
        if (!flushing) {
            writes.removeIf(write -> write.id() < stableBelow);
        }
        for (Long id : answered) {
            for (DiskRequest request : machine.pendingDisk()) {
                if (request.kind().isOutput() && request.id() == id) {
                    writes.add(request);
                }
            }
        }
        return writes;
    }

    /** The operator pressed the reset button: as an entry, like everything from outside. */
    public void press(Event.OperatorAction.Action action) {
        if (!paused && !machine.ended()) { // nothing follows the last entry of a life, or of a hand-over
            happen(new Event.OperatorAction(action));
        }
    }

    private void checkState(long now) {
        long instruction = machine.instruction();
        if (now - lastRegisterDigestNanos >= pacing.registerDigestNanos() && instruction != lastDigestInstruction) {
            boolean memory = now - lastMemoryDigestNanos >= pacing.memoryDigestNanos();
            happen(new Event.Digest(machine.registerDigest(), memory ? machine.memoryDigest() : 0));
            lastDigestInstruction = instruction;
            lastRegisterDigestNanos = now;
            lastMemoryDigestNanos = memory ? now : lastMemoryDigestNanos;
        } else if (now - lastEntryNanos >= pacing.progressNanos()) {
            happen(new Event.Progress());
        }
        if (lastEntryNanos == NEW_ENTRY) {
            lastEntryNanos = now;
        }
    }

    private void happen(Event event) {
        append(event);
        if (!(event instanceof Event.Digest)) {
            machine.apply(event);
        }
    }

    private void append(Event event) {
        Phase phase = running ? Phase.DURING : Phase.BEFORE;
        lastSequence = log.append(new LogEntry(machine.instruction(), phase, event));
        lastEntryNanos = NEW_ENTRY;
        if (running && log.isFull()) {
            machine.stopSoon();
        }
    }

    private long ticks(long nowNanos) {
        return Math.max(machine.guestTime(), time.ticks(nowNanos));
    }

    // ---- from the machine to entries and to the world -------------------------------------------------------------

    private void endSlice() {
        if (machine.hasConsoleBytes()) {
            machine.closeConsole();
            prove(new Event.OutputPoint(machine.outputs(), machine.outputChecksum()));
        }
        long tohost = machine.tohost();
        if ((tohost & 1) != 0 && !machine.ended()) {
            machine.end((int) (tohost >>> 1));
        }
    }

    private void prove(Event event) {
        append(event);
        log.flush(); // first: the proof travels while the gate takes what it proves
        for (LongConsumer send : unproved) {
            send.accept(lastSequence);
        }
        unproved.clear();
    }

    @Override
    public long readTime() {
        long ticks = ticks(clock.nanoTime());
        append(new Event.TimeRead(ticks));
        return ticks;
    }

    @Override
    public int readSeed() {
        byte[] two = new byte[2];
        entropy.fill(two);
        int bits = ((two[0] & 0xff) << 8) | (two[1] & 0xff);
        append(new Event.SeedRead(bits));
        return bits;
    }

    @Override
    public void output(Output output) {
        unproved.add(provenBy -> path.output(output, provenBy));
    }

    @Override
    public void outputPoint(long outputs, long checksum) {
        prove(new Event.OutputPoint(outputs, checksum));
        if (path.isFull()) {
            machine.stopSoon();
        }
    }

    @Override
    public void issue(DiskRequest request) {
        if (unproved.isEmpty()) {
            path.issue(request);
        } else {
            unproved.add(provenBy -> path.issue(request)); // behind the writes of the same notification
        }
    }

    @Override
    public void entropy(long id, int length) {
        machine.stopSoon();
    }

    @Override
    public void guestReset() {
        append(new Event.GuestReset());
    }

    @Override
    public void poweredOff(int exitCode) {
        prove(new Event.PowerOff(exitCode));
    }

    /** Typed bytes that wait for the guest to read them. The vCPU's thread. */
    int typedWaiting() {
        return typedBytes;
    }

    /** Inbound frames dropped here because the guest gave no buffers. */
    public long droppedFrames() {
        return droppedFrames;
    }
}
