package dev.understudy.vmm.replication;

import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.Phase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * One process: the counter of the model as its machine, the real protocol as its role. Entry 2i is a request that came in,
 * its output the write of i; entry 2i+1 is that write's completion, its output the reply. An entry's content is unique to the
 * execution that made it, so two executions that part differ from there on.
 */
final class SimulatedReplica {
    /** Output number n is proven by entry n of the history. */
    record Said(long number, long content, long provenBy) implements Output {
        @Override
        public int bytes() {
            return 1;
        }
    }

    private record Entry(long sequence, long content, long ticks) {}

    private record Acknowledgement(long next) {}

    private record State(List<Long> history, long ticks, long firstSequence, long released) {}

    private static final long RAN_PAST = -1;
    private static final long NEVER = -1;

    private final Simulation sim;
    private final ClaimantId id;
    /** Host clocks have nothing in common. */
    private final long clockOrigin;

    // the machine
    private final List<Long> history = new ArrayList<>();
    private int lived;
    /** The newest guest time that the guest has read. */
    private long livedTicks;

    private boolean writeDone;
    private boolean stopped;
    /** Outputs below this are known to have left. */
    private long released;

    // the owner's side
    private PrimaryProtocol primary;
    private OutputGate<Said> gate;
    private final ArrayDeque<Said> handedOver = new ArrayDeque<>();
    private final ArrayDeque<Long> unconfirmed = new ArrayDeque<>();
    private long generation;
    private int logBase;
    private boolean streaming;
    private State captured;
    private long connection;
    private long writtenInEpoch;
    private GoLive goLive;
    private GuestTime time;

    // the backup's side
    private BackupProtocol backup;
    private int stateSize;
    private long firstSequence;
    private boolean sealed;

    private SimulatedLink link;
    private boolean crashed;
    private long pausedUntil;
    private boolean diskConnected = true;
    private boolean switchConnected = true;
    private ExitReason ended;

    SimulatedReplica(Simulation sim, int index) {
        this.sim = sim;
        id = new ClaimantId(0, index);
        clockOrigin = Long.MAX_VALUE - index * 1_000_000_000_000L; // overflows, as nanoTime may
    }

    // ---- roles ------------------------------------------------------------------------------------------------------

    void boot() {
        time = new GuestTime(0, now());
        own(1);
        run();
    }

    private void own(long granted) {
        generation = granted;
        logBase = lived;
        sim.witness().ownsFrom(generation, id, history.subList(0, lived));
        gate = new OutputGate<>(8, 100, this::leave, sim.rules());
        primary = new PrimaryProtocol("vm", id, generation, gate, sim.limits(), new Orders(), sim.rules());
        primary.world(diskConnected, switchConnected, now());
    }

    void join(SimulatedReplica owner) {
        PeerMessage.Hello hello = new PeerMessage.Hello(PeerMessage.VERSION, "vm", id);
        if (owner.primary == null || owner.crashed || owner.isPaused()) {
            return;
        }
        PeerMessage answer = owner.primary.backupArrived(hello, id, owner.now());
        if (answer instanceof PeerMessage.Welcome) {
            link = new SimulatedLink(sim, owner, this);
            owner.link = link;
            backup = new BackupProtocol("vm", id, sim.limits(), new Wishes(), sim.rules());
            backup.start(now());
            link.send(owner, answer);
            run();
        }
    }

    private void run() {
        sim.at(sim.now() + sim.delay(300, 4_000), this, this::step);
        sim.at(sim.now() + sim.limits().heartbeatNanos() / 2, this, this::tick);
    }

    private void tick() {
        if (primary != null) {
            primary.tick(now());
        } else {
            backup.tick(now());
        }
        sim.at(sim.now() + sim.limits().heartbeatNanos() / 2, this, this::tick);
    }

    private void step() {
        if (primary != null) {
            execute();
            resendLostWrite();
        } else {
            replay();
        }
        sim.at(sim.now() + sim.delay(300, 4_000), this, this::step);
    }

    // ---- the machine, live ------------------------------------------------------------------------------------------

    private void execute() {
        boolean event = isWrite(lived) || writeDone;
        if (stopped || gate.isFull() || !handedOver.isEmpty() || lived == sim.entries() || !event) {
            return;
        }
        long content = sim.fresh();
        long ticks = time.ticks(now());
        Witness.check(ticks >= livedTicks, "guest time went back from " + livedTicks + " to " + ticks);
        livedTicks = ticks;
        sim.readAt(content, ticks);
        long sequence = appended();
        history.add(content);
        lived++;
        writeDone = false;
        if (streaming) {
            link.send(this, new Entry(sequence, content, ticks));
        }
        handedOver.add(new Said(lived - 1, content, sequence));
        sim.at(sim.now() + sim.delay(1, 1_000), this, this::handOver);
    }

    private void handOver() {
        while (!handedOver.isEmpty() && !gate.isFull()) {
            Said output = handedOver.remove();
            gate.hold(output, output.provenBy);
        }
        if (!handedOver.isEmpty()) {
            sim.at(sim.now() + sim.delay(1, 1_000), this, this::handOver);
        }
    }

    private void leave(Said output) {
        if (!isWrite(output.number)) {
            unconfirmed.add(output.number);
            sim.network().send(this, generation, output.number, output.content);
        } else if (output.number + 1 == lived) { // else its completion is in the log: never written again
            sendWrite();
        }
    }

    private void sendWrite() {
        boolean reachable = diskConnected && sim.disk().isUp();
        writtenInEpoch = reachable ? sim.disk().epoch() : NEVER;
        if (reachable) {
            sim.disk().write(this, connection, generation, lived - 1, history.get(lived - 1));
        }
    }

    private boolean isWritePending() {
        return lived > 0 && isWrite(lived - 1) && !writeDone && releasedBelow() == lived;
    }

    private void resendLostWrite() {
        boolean attached = goLive == null || goLive.isRunning();
        if (attached
                && isWritePending()
                && diskConnected
                && sim.disk().isUp()
                && writtenInEpoch != sim.disk().epoch()) {
            reconnect();
        }
    }

    /** The connection to the disk breaks, a new one is there at once. */
    void reconnect() {
        if (primary != null && (goLive == null || goLive.isRunning())) {
            connection++;
            if (isWritePending()) {
                sendWrite();
            }
        }
    }

    /** The disk's answer; on a connection that was given up nobody hears it. */
    void written(long on, long number) {
        if (primary != null && on == connection && isWritePending() && number == lived - 1) {
            writeDone = true;
        }
    }

    /** Disk or switch name another owner. */
    void fenced(String by) {
        if (primary != null) {
            primary.ownershipLost("fenced by " + by);
        }
    }

    private long now() {
        return clockOrigin + sim.now();
    }

    private long appended() {
        return (long) lived - logBase;
    }

    private static boolean isWrite(long number) {
        return number % 2 == 0;
    }

    /** The switch has this reply for good. */
    void confirmed(long number) {
        while (!unconfirmed.isEmpty() && unconfirmed.peek() <= number) {
            unconfirmed.remove();
        }
    }

    private long confirmedBelow() {
        return unconfirmed.isEmpty() || sim.isOff(WorldRule.CONFIRMATION) ? releasedBelow() : unconfirmed.peek();
    }

    private long releasedBelow() {
        return Math.max(released, gate == null ? 0 : gate.releasedBelow());
    }

    // ---- the machine, replaying -------------------------------------------------------------------------------------

    private void replay() {
        BackupPhase phase = backup.phase();
        if (isReplaying() && lived < history.size()) {
            livedTicks = Math.max(livedTicks, sim.ticksReadAt(history.get(lived)));
            lived++;
        } else if (phase == BackupPhase.SEALED) {
            backup.drained(livedTicks);
        } else if (phase == BackupPhase.FOLLOWING && sim.isOff(WorldRule.HORIZON) && lived < sim.entries()) {
            history.add(RAN_PAST);
            lived++;
        }
    }

    private boolean isReplaying() {
        return backup.phase() == BackupPhase.FOLLOWING || backup.phase() == BackupPhase.SEALED;
    }

    private void goLive(long granted, GuestTime from) {
        history.subList(lived, history.size()).clear();
        backup = null;
        link = null;
        stopped = true;
        own(granted);
        goLive = new GoLive(granted, new LiveSteps());
        goLive.begin(from);
    }

    private final class LiveSteps implements GoLive.Steps {
        @Override
        public void setClock(GuestTime from) {
            time = from;
        }

        @Override
        public void attach(long granted) {
            sim.network().attach(SimulatedReplica.this, granted, () -> goLive.attached());
        }

        @Override
        public void reissue() {
            if (sim.isOff(WorldRule.REISSUE)) {
                released = lived;
                return;
            }
            if (isWritePending()) {
                sendWrite();
            }
            for (long number = released; number < lived; number++) {
                handedOver.add(new Said(number, history.get((int) number), -1));
            }
            handOver();
        }

        @Override
        public void run(long granted) {
            stopped = false;
        }
    }

    // ---- the channel ------------------------------------------------------------------------------------------------

    void receive(Object frame) {
        if (frame instanceof Entry entry) {
            accept(entry);
        } else if (frame instanceof Acknowledgement ack && primary != null) {
            primary.acknowledged(ack.next, now());
        } else if (frame instanceof State state && backup != null) {
            history.addAll(state.history);
            lived = history.size();
            livedTicks = state.ticks;
            stateSize = lived;
            firstSequence = state.firstSequence;
            released = state.released;
            backup.transferComplete();
        } else if (frame instanceof PeerMessage message) {
            if (primary != null) {
                primary.heard(message, now());
            } else {
                backup.heard(message, now());
            }
        }
    }

    private void accept(Entry entry) {
        if (backup == null || sealed) {
            return;
        }
        int place = (int) (stateSize + entry.sequence - firstSequence);
        if (place < history.size()) { // too late: the backup ran past it
            stateSize++;
        } else {
            history.add(entry.content);
        }
        backup.entryAccepted(new LogEntry(0, Phase.DURING, new Event.TimeRead(entry.ticks)), now());
        link.send(this, new Acknowledgement(entry.sequence + 1));
    }

    void lost(SimulatedLink of) {
        if (link == of) {
            link = null;
            if (primary != null) {
                primary.channelLost("closed by the peer");
            } else if (backup != null) {
                backup.channelLost("closed by the peer");
            }
        }
    }

    private void close() {
        if (link != null) {
            link.close(this, false);
            link = null;
        }
        streaming = false;
    }

    private void end(ExitReason reason) {
        ended = reason;
        close();
    }

    // ---- faults -----------------------------------------------------------------------------------------------------

    void crash() {
        sim.tell(this + ": crashes");
        crashed = true;
        if (link != null) {
            link.close(this, true);
        }
    }

    /** A difference shows in the replay. */
    void diverge() {
        if (backup != null && isReplaying()) {
            backup.diverged("a bit flipped");
        }
    }

    void pause(long until) {
        pausedUntil = Math.max(pausedUntil, until);
    }

    void connected(boolean disk, boolean network) {
        diskConnected = disk;
        switchConnected = network;
        if (primary != null) {
            primary.world(disk, network, now());
        } else if (backup != null) {
            backup.world(disk, network);
        }
    }

    // ---- what the simulation asks -----------------------------------------------------------------------------------

    ClaimantId id() {
        return id;
    }

    SimulatedLink link() {
        return link;
    }

    PrimaryProtocol primary() {
        return primary;
    }

    boolean isIdle() {
        return primary == null && backup == null && !crashed && ended == null;
    }

    boolean isCrashed() {
        return crashed;
    }

    boolean isOver() {
        return crashed || ended != null;
    }

    ExitReason ended() {
        return ended;
    }

    long pausedUntil() {
        return pausedUntil;
    }

    boolean isPaused() {
        return pausedUntil > sim.now();
    }

    boolean isComplete() {
        return primary != null
                && !isOver()
                && lived == sim.entries()
                && confirmedBelow() == lived
                && handedOver.isEmpty();
    }

    @Override
    public String toString() {
        return "replica " + id.low() + " "
                + (crashed
                        ? "crashed"
                        : ended != null
                                ? ended
                                : primary != null
                                        ? primary.phase() + " gen " + generation
                                        : backup != null ? backup.phase() + " " + backup.status() : "idle")
                + ", lived " + lived + ", released " + releasedBelow();
    }

    // ---- what the protocol orders -----------------------------------------------------------------------------------

    private void ask(Arbiter.Request request) {
        sim.disk()
                .ask(
                        id,
                        request,
                        diskConnected,
                        answer -> sim.at(sim.now(), this, () -> {
                            if (primary != null) {
                                primary.arbiterAnswered(request, answer, now());
                            } else {
                                backup.arbiterAnswered(request, answer, now());
                            }
                        }));
    }

    private void say(PeerMessage message) {
        if (link != null) {
            link.send(this, message);
        }
    }

    private final class Orders implements PrimaryPort {
        @Override
        public void captureState() {
            sim.at(sim.now() + sim.delay(100, 5_000), SimulatedReplica.this, () -> {
                captured =
                        new State(List.copyOf(history), livedTicks, SimulatedReplica.this.appended(), confirmedBelow());
                primary.stateCaptured(captured.firstSequence);
            });
        }

        @Override
        public void sendState() {
            streaming = true;
            link.send(SimulatedReplica.this, captured);
        }

        @Override
        public void send(PeerMessage message) {
            say(message);
        }

        @Override
        public void closeChannel(String reason) {
            close();
        }

        @Override
        public void ask(Arbiter.Request request) {
            SimulatedReplica.this.ask(request);
        }

        @Override
        public void stopVcpu(String reason) {
            stopped = true;
            sim.at(sim.now() + sim.delay(1, 1_000), SimulatedReplica.this, () -> primary.vcpuStopped());
        }

        @Override
        public void resumeVcpu() {
            stopped = false;
        }

        @Override
        public void generationChanged(long granted) {
            generation = granted;
            sim.witness().ownsFrom(granted, id, history);
            sim.network().attach(SimulatedReplica.this, granted, () -> {});
            reconnect();
        }

        @Override
        public long appended() {
            return SimulatedReplica.this.appended();
        }

        @Override
        public long confirmedBelow() {
            return SimulatedReplica.this.confirmedBelow();
        }

        @Override
        public long guestTime() {
            return time.ticks(now());
        }

        @Override
        public long instruction() {
            return lived;
        }

        @Override
        public void report(Protection protection) {
            sim.tell(SimulatedReplica.this + ": " + protection);
        }

        @Override
        public void end(ExitReason reason, int exitCode, String message) {
            sim.tell(SimulatedReplica.this + ": ends, " + message);
            SimulatedReplica.this.end(reason);
        }
    }

    private final class Wishes implements BackupPort {
        @Override
        public void send(PeerMessage message) {
            if (!(message instanceof PeerMessage.Hello)) { // said by calling the owner
                say(message);
            }
        }

        @Override
        public void closeChannel(String reason) {
            close();
        }

        @Override
        public void restoreState() {
            sim.at(sim.now() + sim.delay(100, 5_000), SimulatedReplica.this, () -> {
                if (backup != null) {
                    backup.restored();
                }
            });
        }

        @Override
        public long accepted() {
            return firstSequence + history.size() - stateSize;
        }

        @Override
        public void sealLog() {
            sealed = true;
        }

        @Override
        public void released(long outputs) {
            released = Math.max(released, outputs);
        }

        @Override
        public long instruction() {
            return lived;
        }

        @Override
        public void ask(Arbiter.Request request) {
            SimulatedReplica.this.ask(request);
        }

        @Override
        public void goLive(long granted, GuestTime time) {
            SimulatedReplica.this.goLive(granted, time);
        }

        @Override
        public void report(String status) {
            sim.tell(SimulatedReplica.this.toString());
        }

        @Override
        public void end(ExitReason reason, int exitCode, String message) {
            sim.tell(SimulatedReplica.this + ": ends, " + message);
            SimulatedReplica.this.end(reason);
        }
    }
}
