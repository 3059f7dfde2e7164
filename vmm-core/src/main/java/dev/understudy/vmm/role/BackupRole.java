package dev.understudy.vmm.role;

import dev.understudy.vmm.host.BlockStore;
import dev.understudy.vmm.host.Inbox;
import dev.understudy.vmm.log.DivergenceReport;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.MachineSnapshot;
import dev.understudy.vmm.machine.Output;
import dev.understudy.vmm.replication.Arbiter;
import dev.understudy.vmm.replication.BackupPort;
import dev.understudy.vmm.replication.BackupProtocol;
import dev.understudy.vmm.replication.ExitReason;
import dev.understudy.vmm.replication.GuestTime;
import dev.understudy.vmm.replication.PeerMessage;
import dev.understudy.vmm.vcpu.Divergence;
import dev.understudy.vmm.vcpu.ReplayVcpu;
import dev.understudy.vmm.vcpu.Vcpu;
import dev.understudy.vmm.vcpu.VcpuRunner;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A backup, from its first hello until it goes live or ends: takes over a snapshot, replays the log one entry behind, holds
 * the outputs. All on the loop, but for the replay on the vCPU's thread.
 */
public final class BackupRole implements BackupPort {
    private static final long TICK_MILLIS = 5;
    private static final long ASK_MILLIS = 1_000;
    static final int INBOX_EVENTS = 4096;

    private final ReplicaHost host;
    private final RoleLoop loop;
    private final BackupProtocol protocol;
    private final Inbox inbox = new Inbox(INBOX_EVENTS);
    private final VcpuRunner runner;
    private final Cables cables;
    private final ArrayDeque<Output> held = new ArrayDeque<>();
    private BackupLink link;
    private long firstSequence;
    private byte[] state;
    private Machine machine;
    private ReplayVcpu replay;
    private Runnable endTicking = () -> {};
    private Runnable endAsking = () -> {};
    private volatile PrimaryRole owner;
    private volatile long releasedBelow;

    public BackupRole(ReplicaHost host) {
        this.host = host;
        loop = new RoleLoop(host.loop(), this::bug);
        protocol = new BackupProtocol(host.vm(), host.self(), host.limits(), this, host.rules());
        runner = host.vcpus().start("vcpu-" + host.vm(), inbox, this::replayFailed);
        cables = new Cables(host, protocol::world);
    }

    /** Connected to the primary: says hello and goes on from there. */
    public void begin(BackupLink link) {
        this.link = link;
        protocol.start(host.clock().nanoTime());
        endTicking = host.ticker()
                .every(
                        TICK_MILLIS,
                        () -> loop.now(() -> protocol.tick(host.clock().nanoTime())));
        loop.execute(this::keepArbiterNear);
        endAsking = host.ticker().every(ASK_MILLIS, () -> loop.now(this::keepArbiterNear));
    }

    private void bug(Throwable e) {
        String what = "a bug of the backup's loop: " + e;
        protocol.failed(what);
        if (owner != null) {
            owner.protocol().failed(what); // it was just going live
        }
    }

    /** Clients wait while a claim waits: it should find a connection that stands and code that has run before. */
    private void keepArbiterNear() {
        host.arbiter().ask(new Arbiter.Request.Query(host.vm()), answer -> {});
    }

    private void endTimers() {
        endTicking.run();
        endAsking.run();
    }

    /** Wakes the replay: entries have arrived. Any thread. */
    public void entriesArrived() {
        inbox.wake();
    }

    /** An entry is checksummed, decoded and in the queue. */
    public void entryAccepted(LogEntry entry) {
        loop.now(() -> protocol.entryAccepted(entry, host.clock().nanoTime()));
    }

    /** Bytes came from the primary. */
    public void peerAlive() {
        loop.now(() -> protocol.peerAlive(host.clock().nanoTime()));
    }

    public void heard(PeerMessage message) {
        loop.now(() -> protocol.heard(message, host.clock().nanoTime()));
    }

    /** The whole snapshot is here and its checksum is right; {@code first}: of the entries after it. */
    public void transferred(long first, byte[] snapshot) {
        firstSequence = first;
        state = snapshot;
        loop.now(protocol::transferComplete);
    }

    public void channelLost(String reason) {
        loop.now(() -> protocol.channelLost(reason));
    }

    // ---- what the protocol orders -----------------------------------------------------------------------------------

    @Override
    public void send(PeerMessage message) {
        if (link != null) {
            link.send(message);
        }
    }

    @Override
    public void closeChannel(String reason) {
        if (link != null) {
            link.close(reason);
        }
    }

    /** Takes as long as the snapshot is big: not on the loop, where heartbeats are, but where the vCPU will run. */
    @Override
    public void restoreState() {
        Restorer restorer = new Restorer(state);
        state = null;
        runner.run(restorer, () -> loop.execute(restorer::done));
    }

    private final class Restorer implements Vcpu {
        private byte[] snapshot;
        private MachineSnapshot.Restored restored;
        private String failure;

        Restorer(byte[] snapshot) {
            this.snapshot = snapshot;
        }

        @Override
        public Step step() {
            try {
                restored = MachineSnapshot.open(snapshot, host.engine());
            } catch (RuntimeException | OutOfMemoryError e) {
                failure = "the snapshot cannot be restored: " + e;
            }
            snapshot = null;
            return Step.ENDED;
        }

        @Override
        public long idleNanos() {
            return 0;
        }

        private void done() {
            if (restored == null) {
                protocol.failed(failure);
            } else {
                replay(restored);
            }
        }
    }

    private void replay(MachineSnapshot.Restored restored) {
        machine = restored.machine();
        held.addAll(restored.outputs());
        replay = new ReplayVcpu(machine, link.log(), this::hold);
        runner.run(replay, () -> loop.execute(this::replayEnded));
        protocol.restored();
    }

    /** On the vCPU's thread, as all that touches the held outputs until the replay has ended. */
    private void hold(Output output) {
        if (!(output instanceof Output.Disk)) {
            held.add(output); // a write is held by the machine itself: it is pending until its completion is replayed
        }
        dropReleased();
    }

    private void dropReleased() {
        while (!held.isEmpty() && held.peek().number() < releasedBelow) {
            held.poll();
        }
    }

    private void replayEnded() {
        if (machine.ended()) {
            protocol.replayedPowerOff(
                    machine.exitCode(), machine.guestTime(), host.clock().nanoTime());
        } else {
            protocol.drained(machine.guestTime());
        }
    }

    private void replayFailed(Throwable e) {
        if (owner != null) {
            owner.vcpuFailed(e);
        } else if (e instanceof Divergence divergence) {
            byte[] evidence = MachineSnapshot.capture(machine).seal(List.copyOf(held));
            loop.execute(() -> diverged(divergence.report(), evidence));
        } else {
            loop.execute(() -> protocol.failed("the replay failed: " + e));
        }
    }

    /** Rule Divergence: keeps both digests and a snapshot, tells the primary, never claims. */
    private void diverged(DivergenceReport report, byte[] evidence) {
        host.announcer().diverged(report, evidence);
        protocol.diverged(report.text());
    }

    @Override
    public long accepted() {
        return link.accepted();
    }

    @Override
    public void sealLog() {
        link.seal();
        inbox.wake();
    }

    @Override
    public void released(long outputs) {
        releasedBelow = outputs;
    }

    @Override
    public long instruction() {
        return replay == null ? 0 : replay.instructionSeen();
    }

    @Override
    public long replayed() {
        return firstSequence + (replay == null ? 0 : replay.replayedEntries());
    }

    @Override
    public void ask(Arbiter.Request request) {
        host.arbiter()
                .ask(
                        request,
                        answer -> loop.execute(() -> protocol.arbiterAnswered(
                                request, answer, host.clock().nanoTime())));
    }

    @Override
    public void goLive(long generation, GuestTime time) {
        endTimers();
        dropReleased();
        owner = new PrimaryRole(
                host, machine, inbox, runner, cables, generation, BlockStore.UNKNOWN_INSTANCE, new ArrayList<>(held));
        owner.begin(time);
    }

    @Override
    public void report(String status) {
        host.announcer().say(status);
    }

    @Override
    public void end(ExitReason reason, int exitCode, String message) {
        endTimers();
        runner.stop();
        closeChannel(message);
        cables.close();
        host.announcer().ended(reason, exitCode, message);
    }

    /** Up to here no digest differed, instruction number. Any thread. */
    public long digestEqualAt() {
        return replay == null ? 0 : replay.digestEqualAt();
    }

    /** CPU time of the vCPU's thread, nanoseconds. Any thread. */
    public long cpuNanos() {
        return runner.cpuNanos();
    }

    public BackupProtocol protocol() {
        return protocol;
    }
}
