package dev.understudy.vmm.simulator;

import dev.understudy.vmm.host.Clock;
import dev.understudy.vmm.log.DivergenceReport;
import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.LogSink;
import dev.understudy.vmm.replication.Arbiter;
import dev.understudy.vmm.replication.ClaimantId;
import dev.understudy.vmm.replication.ExitReason;
import dev.understudy.vmm.replication.PrimaryPhase;
import dev.understudy.vmm.role.BackupRole;
import dev.understudy.vmm.role.PrimaryRole;
import dev.understudy.vmm.role.ReplicaHost;
import dev.understudy.vmm.role.RoleWindow;
import java.util.function.Consumer;

/** A replica's process: the production roles, and all ports that they have. */
final class Replica extends SimulatedProcess implements ReplicaHost.Announcer {
    private static final long START_AGAIN = 200 * VirtualTime.MILLI;

    private final ClaimantId id;
    private final ProcessLoop loop = new ProcessLoop(this);
    private final Clock clock;
    private final ArbiterClient arbiter;
    private ProcessVcpu vcpu;
    private DiskClient disk;
    private SwitchPort port;
    private PrimaryRole primary;
    private BackupRole backup;
    private Link link;
    private boolean startsLife;
    private boolean live;
    private long heardOfAt;
    private long openAsked;
    private long granted;
    private long newestDiskEntry = -1;
    private ExitReason ended;
    private DivergenceReport divergence;
    private String lastWords = "";

    Replica(Simulator sim, String name, ClaimantId id) {
        super(sim, name);
        this.id = id;
        long origin = sim.time().below(Long.MAX_VALUE) * 2; // overflows, as nanoTime may
        clock = () -> {
            cross(Crossing.CLOCK_READ);
            long now = sim.time().now();
            return origin + (sim.isOn(WorldRule.TRUE_CLOCKS) ? now : 2 * now);
        };
        arbiter = new ArbiterClient(this, id);
    }

    private ReplicaHost host() {
        return new ReplicaHost(
                "vm",
                id,
                sim.limits(),
                sim.backupEngine(),
                loop,
                loop,
                task -> after(sim.time().micros(50, 2_000), task),
                clock,
                sim.time()::fill,
                (name, inbox, failed) -> vcpu = new ProcessVcpu(this, inbox, failed),
                new Asking(),
                listener -> disk = new DiskClient(this, listener),
                listener -> port = new SwitchPort(this, listener),
                this,
                sim.rules());
    }

    /** What the replica asks of the arbiter passes here. */
    private final class Asking implements Arbiter {
        @Override
        public void ask(Request request, Consumer<Answer> answer) {
            if (request instanceof Request.Query) {
                arbiter.ask(request, answer);
                return;
            }
            cross(Crossing.ARBITER_ASKED);
            sim.trace().tell(Replica.this, "asks %s", request);
            if (request instanceof Request.Open open) {
                openAsked = open.generation();
                sim.checkers().forEach(checker -> checker.opens(Replica.this, open.backup()));
            }
            arbiter.ask(request, said -> {
                cross(Crossing.ARBITER_HEARD);
                if (request instanceof Request.Claim && said instanceof Answer.Granted grant) {
                    granted = grant.generation();
                }
                sim.trace().tell(Replica.this, "hears %s", said);
                answer.accept(said);
            });
        }

        @Override
        public void close() {}
    }

    // ---- its parts --------------------------------------------------------------------------------------------------

    void bootAs(long generation) {
        granted = generation;
        primary = PrimaryRole.boot(host(), generation, size -> sim.guest().machine());
    }

    /** Asks for a new life until answered, as {@code understudy primary} does. */
    void startLife(boolean takeOver) {
        startsLife = true;
        ask(new Arbiter.Request.Start("vm", takeOver));
    }

    private void ask(Arbiter.Request.Start start) {
        new Asking().ask(start, answer -> {
            if (answer instanceof Arbiter.Answer.Granted grant) {
                granted = grant.generation();
                primary = PrimaryRole.boot(host(), granted, size -> sim.guest().poweredOn());
            } else if (answer instanceof Arbiter.Answer.Unreachable) {
                timer(START_AGAIN, () -> ask(start));
            } else {
                lastWords = "not started: " + answer;
                after(sim.time().micros(100, 3_000), this::exit);
            }
        });
    }

    /** It was granted a cold start, or would like to be. */
    boolean startsLife() {
        return startsLife;
    }

    /** The disk server heard of it. */
    void heardOf() {
        heardOfAt = sim.time().now();
    }

    long heardOfAt() {
        return heardOfAt;
    }

    /** Connects to {@code owner} as its backup. */
    void join(Replica owner) {
        backup = new BackupRole(host());
        link = new Link(sim, owner, this);
        sim.trace().tell(this, "joins %s", owner);
        backup.begin(link.backupEnd);
    }

    @Override
    void afterEvent() {
        if (vcpu != null) {
            vcpu.wakeIfInputWaits();
        }
    }

    void wakeVcpu() {
        if (vcpu != null) {
            vcpu.wake();
        }
    }

    @Override
    void died() {
        live = false;
        primary = null; // with all its memory
        backup = null;
        vcpu = null;
        disk = null;
        port = null;
    }

    private final class AloneLog implements LogSink {
        @Override
        public long append(LogEntry entry) {
            appends(entry);
            return 0;
        }

        @Override
        public void flush() {}

        @Override
        public boolean isFull() {
            return false;
        }
    }

    // ---- what it announces ------------------------------------------------------------------------------------------

    @Override
    public void say(String line) {
        lastWords = line;
        sim.trace().tell(this, "%s", line);
    }

    @Override
    public void live(long generation, PrimaryRole role) {
        primary = role;
        live = true;
        RoleWindow.logAlone(role, new AloneLog());
        sim.checkers().forEach(checker -> checker.live(this, generation));
    }

    @Override
    public void diverged(DivergenceReport report, byte[] snapshot) {
        divergence = report;
        sim.checkers().forEach(checker -> checker.diverged(this, report));
    }

    @Override
    public void ended(ExitReason reason, int exitCode, String message) {
        ended = reason;
        live = false;
        lastWords = message;
        sim.trace().tell(this, "ends, %s: %s", reason, message);
        sim.checkers().forEach(checker -> checker.ended(this, reason, message));
        after(sim.time().micros(100, 3_000), this::exit);
    }

    // ---- what others ask --------------------------------------------------------------------------------------------

    ClaimantId id() {
        return id;
    }

    ProcessLoop loop() {
        return loop;
    }

    /** The owner's role; null until it is live, but for the first owner. */
    PrimaryRole role() {
        return primary;
    }

    BackupRole backup() {
        return backup;
    }

    /** The owner has taken in the backup at the other end. */
    void pairs(Link with) {
        link = with;
    }

    /** Its newest pairing, as primary or backup, or null. */
    Link link() {
        return link;
    }

    /** At the other end of its link. */
    Replica peer() {
        return link.primary() == this ? link.backup() : link.primary();
    }

    DiskClient disk() {
        return disk;
    }

    SwitchPort port() {
        return port;
    }

    /** It runs the machine, rightly or not. */
    boolean isLive() {
        return live && isAlive();
    }

    boolean isProtected() {
        return isLive() && primary.phase() == PrimaryPhase.PROTECTED;
    }

    /** The highest generation that it asked the arbiter to open; 0: none. */
    long openAsked() {
        return openAsked;
    }

    /** Id of the newest disk answer that is an entry of its log; -1: none. */
    long newestDiskEntry() {
        return newestDiskEntry;
    }

    /** The vCPU's entries, with or without a backup. */
    void appends(LogEntry entry) {
        cross(Crossing.LOG_APPENDED);
        long sequence = primary.appended() - 1;
        sim.checkers().forEach(checker -> checker.appended(this, sequence, entry));
        if (entry.event() instanceof Event.DiskCompleted done) {
            newestDiskEntry = done.id();
        }
    }

    /** The newest generation whose grant it has heard. */
    long granted() {
        return granted;
    }

    ExitReason ended() {
        return ended;
    }

    DivergenceReport divergence() {
        return divergence;
    }

    String lastWords() {
        return lastWords;
    }
}
