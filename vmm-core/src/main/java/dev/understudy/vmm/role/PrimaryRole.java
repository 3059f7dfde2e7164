package dev.understudy.vmm.role;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.host.BlockStore;
import dev.understudy.vmm.host.HostEvent;
import dev.understudy.vmm.host.Inbox;
import dev.understudy.vmm.host.NetworkPort;
import dev.understudy.vmm.log.DiskStatus;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.Output;
import dev.understudy.vmm.replication.Arbiter;
import dev.understudy.vmm.replication.ClaimantId;
import dev.understudy.vmm.replication.ExitReason;
import dev.understudy.vmm.replication.GoLive;
import dev.understudy.vmm.replication.GuestTime;
import dev.understudy.vmm.replication.OutputGate;
import dev.understudy.vmm.replication.PeerMessage;
import dev.understudy.vmm.replication.PrimaryPhase;
import dev.understudy.vmm.replication.PrimaryPort;
import dev.understudy.vmm.replication.PrimaryProtocol;
import dev.understudy.vmm.replication.Protection;
import dev.understudy.vmm.vcpu.LiveVcpu;
import dev.understudy.vmm.vcpu.Pacing;
import dev.understudy.vmm.vcpu.VcpuRunner;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/**
 * The owner of a life, from its grant to its end: goes live, runs the machine, takes in backups. All on the loop, but for
 * what is handed to the vCPU's inbox.
 */
public final class PrimaryRole implements PrimaryPort, NetworkPort.Listener, BlockStore.Listener {
    private static final long TICK_MILLIS = 5;

    private final ReplicaHost host;
    private final RoleLoop loop;
    private final Machine machine;
    private final Inbox inbox;
    private final VcpuOrders orders;
    private final VcpuRunner runner;
    private final Cables cables;
    private final List<Output> oldOutputs;
    private final ReplicaLog log = new ReplicaLog();
    private final DiskDriver disk;
    private final World world;
    private final PrimaryProtocol protocol;
    private final GoLive goLive;
    private GuestTime clock;
    private LiveVcpu vcpu;
    private long diskInstance;
    private boolean diskReachable = true;
    private boolean switchReachable = true;
    private PrimaryLink link;
    private byte[] state;
    private Runnable endTicking = () -> {};

    /**
     * Owns {@code generation} already.
     *
     * @param diskInstance the disk server's instance that the life's writes went to, see {@link BlockStore#own}
     * @param oldOutputs what a former owner's machine said that the world may not have
     */
    PrimaryRole(
            ReplicaHost host,
            Machine machine,
            Inbox inbox,
            VcpuRunner runner,
            Cables cables,
            long generation,
            long diskInstance,
            List<Output> oldOutputs) {
        this.host = host;
        this.machine = machine;
        this.inbox = inbox;
        orders = new VcpuOrders(inbox);
        this.runner = runner;
        this.cables = cables;
        this.diskInstance = diskInstance;
        this.oldOutputs = oldOutputs;
        loop = new RoleLoop(host.loop(), this::bug);
        disk = new DiskDriver(loop, inbox);
        world = new World(loop, host.clock(), inbox, disk, cables.network(), this::powerOffLeft, host.rules());
        world.inputsBegin(machine.nextFrame(), machine.nextInputByte());
        world.trimInputsWhen(this::isCovered);
        protocol = new PrimaryProtocol(
                host.vm(), host.self(), generation, world.gate(), host.limits(), this, host.rules());
        goLive = new GoLive(generation, new Steps());
    }

    /**
     * A new life in a new generation.
     *
     * @param build makes the machine for a disk of that many bytes, 0 without one
     */
    public static PrimaryRole boot(ReplicaHost host, long generation, LongFunction<Machine> build) {
        Cables cables = new Cables(host, (disk, network) -> {});
        Machine machine = build.apply(cables.disk() == null ? 0 : cables.disk().capacity());
        Inbox inbox = new Inbox(BackupRole.INBOX_EVENTS);
        CompletableFuture<PrimaryRole> role = new CompletableFuture<>();
        VcpuRunner runner =
                host.vcpus().start("vcpu-" + host.vm(), inbox, e -> role.thenAccept(owner -> owner.vcpuFailed(e)));
        PrimaryRole owner = new PrimaryRole(host, machine, inbox, runner, cables, generation, 0, List.of());
        role.complete(owner);
        owner.loop.execute(() -> owner.begin(new GuestTime(0, host.clock().nanoTime())));
        return owner;
    }

    /** Goes live in the one order (rule Go-live), with this clock. */
    void begin(GuestTime time) {
        cables.goTo(this);
        goLive.begin(time);
        endTicking = host.ticker().every(TICK_MILLIS, () -> loop.now(this::tick));
    }

    private final class Steps implements GoLive.Steps {
        @Override
        public void setClock(GuestTime time) {
            clock = time;
        }

        @Override
        public void attach(long generation) {
            if (cables.disk() != null) {
                cables.disk().own(generation, diskInstance);
                disk.connect(cables.disk());
            }
            cables.network().attach(generation, machine.nextFrame(), machine.nextInputByte());
        }

        @Override
        public void reissue() {
            for (DiskRequest request : machine.pendingDisk()) {
                disk.submit(request, false);
            }
            world.sendAgain(oldOutputs);
            if (machine.ended()) {
                world.endAgain(machine.exitCode());
            }
        }

        @Override
        public void run(long generation) {
            vcpu = new LiveVcpu(machine, inbox, host.clock(), clock, host.entropy(), world.path(), log, Pacing.PAIR);
            world.serves(vcpu);
            runner.run(vcpu, () -> loop.execute(orders::vcpuEnded));
            host.announcer().live(generation, PrimaryRole.this);
            host.announcer().say(protocol.protection().toString());
        }
    }

    /** Rule Unsynced writes: the disk server restarted and may have lost what was not flushed; or who knows. */
    private void writeAgain(long instance) {
        orders.give(() -> cables.disk().resume(instance, vcpu.unsyncedWrites()));
    }

    private void bug(Throwable e) {
        protocol.failed("a bug of the primary's loop: " + e);
    }

    private void tellWorld() {
        protocol.world(diskReachable, switchReachable, host.clock().nanoTime());
    }

    private void tick() {
        long now = host.clock().nanoTime();
        protocol.tick(now);
        Output.PowerOff ending = world.ending();
        if (ending != null) {
            protocol.powerOffWaits(ending.exitCode(), now);
        }
        world.drain();
    }

    /**
     * Whether no fail-over can undo the entry: nobody else may ever own this life, or the backup has it. While a backup
     * joins it is asked already, since it may be named as soon as it is restored.
     */
    private boolean isCovered(long proof) {
        return protocol.phase() == PrimaryPhase.ALONE || protocol.acknowledged() > proof;
    }

    private void powerOffLeft(int exitCode) {
        protocol.powerOffReleased(exitCode, host.clock().nanoTime());
    }

    // ---- a backup comes, and what it says ---------------------------------------------------------------------------

    /** A backup says hello; the answer is to be sent, and unless it is {@code Welcome} the connection ends. */
    public PeerMessage backupArrived(PeerMessage.Hello hello, ClaimantId claimant, PrimaryLink newLink) {
        if (!goLive.isRunning()) {
            return new PeerMessage.Refused("this primary is still going live; try again");
        }
        if (orders.hasVcpuEnded()) {
            return new PeerMessage.Refused("the guest has powered off");
        }
        if (!world.hasRoom()) {
            return new PeerMessage.Refused("outputs wait for the switch, so the state cannot be copied; try again");
        }
        PrimaryLink before = link;
        link = newLink;
        PeerMessage answer =
                protocol.backupArrived(hello, claimant, host.clock().nanoTime());
        if (answer instanceof PeerMessage.Refused) {
            link = before;
        }
        return answer;
    }

    /** Bytes came on the backup's connection. */
    public void peerAlive() {
        loop.now(() -> protocol.peerAlive(host.clock().nanoTime()));
    }

    public void heard(PeerMessage message) {
        loop.now(() -> {
            protocol.heard(message, host.clock().nanoTime());
            world.drain();
        });
    }

    /** The backup has all entries below {@code nextSequence}. */
    public void acknowledged(long nextSequence) {
        loop.now(() -> {
            protocol.acknowledged(nextSequence, host.clock().nanoTime());
            world.drain();
        });
    }

    /** The connection of {@code lost} ended by itself. */
    public void channelLost(PrimaryLink lost, String reason) {
        if (lost == link) {
            link = null;
            loop.now(() -> {
                protocol.channelLost(reason);
                world.drain();
            });
        }
    }

    // ---- what the protocol orders -----------------------------------------------------------------------------------

    @Override
    public void captureState() {
        PrimaryLink to = link;
        orders.give(() -> capture(to));
    }

    /** On the vCPU's thread, between two slices. */
    private void capture(PrimaryLink to) {
        StateCopy copy = StateCopy.take(machine, vcpu, log, first -> to.openLog(first, inbox::wake), host.clock());
        world.handOff().mark(() -> captured(to, copy));
    }

    /** Sealing takes long: not on the loop, where heartbeats are. */
    private void captured(PrimaryLink to, StateCopy copy) {
        List<Output> outputs = world.unconfirmed();
        host.background().execute(() -> {
            byte[] sealed = copy.seal(outputs);
            loop.execute(() -> sealed(to, copy, sealed));
        });
    }

    private void sealed(PrimaryLink to, StateCopy copy, byte[] sealed) {
        host.announcer().say(copy.text(sealed.length));
        state = sealed;
        protocol.stateCaptured(copy.firstSequence());
        state = null;
        if (link != to) {
            to.close("the backup was lost while its state was copied");
        }
    }

    @Override
    public void sendState() {
        link.sendState(state, protocol.firstSequence());
    }

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
            link = null;
            inbox.wake();
        }
    }

    @Override
    public void ask(Arbiter.Request request) {
        if (request instanceof Arbiter.Request.Claim && cables.disk() != null) {
            // The grant will end the connections of the generation before, ours too.
            cables.disk().standBy(() -> askNow(request));
        } else {
            askNow(request);
        }
    }

    private void askNow(Arbiter.Request request) {
        host.arbiter()
                .ask(
                        request,
                        answer -> loop.execute(() -> {
                            protocol.arbiterAnswered(
                                    request, answer, host.clock().nanoTime());
                            world.drain();
                        }));
    }

    @Override
    public void stopVcpu(String reason) {
        orders.give(() -> {
            vcpu.pause();
            // Not behind the outputs: those may wait for the very switch that cannot be reached, and are the backup's
            // now.
            loop.execute(protocol::vcpuStopped);
        });
    }

    @Override
    public void resumeVcpu() {
        orders.give(vcpu::resume);
    }

    @Override
    public void throttle(int share) {
        vcpu.throttle(share);
    }

    @Override
    public void generationChanged(long generation) {
        if (cables.disk() != null) {
            cables.disk().own(generation, diskInstance);
        }
        cables.network().attach(generation, world.nextFrameSeen(), world.nextInputByteSeen());
    }

    @Override
    public long appended() {
        return log.next();
    }

    @Override
    public long confirmedBelow() {
        return world.confirmedBelow();
    }

    @Override
    public long guestTime() {
        return vcpu == null ? 0 : vcpu.guestTimeAt(host.clock().nanoTime());
    }

    @Override
    public long instruction() {
        return vcpu == null ? 0 : vcpu.instructionSeen();
    }

    @Override
    public void report(Protection protection) {
        host.announcer().say(protection.toString());
    }

    @Override
    public void end(ExitReason reason, int exitCode, String message) {
        goLive.fenced(); // an answer of the switch that comes late starts nothing
        runner.stop();
        endTicking.run();
        closeChannel(message);
        cables.close();
        host.announcer().ended(reason, exitCode, message);
    }

    // ---- what the switch says (any thread) --------------------------------------------------------------------------

    @Override
    public void attached() {
        loop.execute(() -> {
            goLive.attached();
            world.drain();
        });
    }

    @Override
    public void frame(long number, byte[] frame) {
        inbox.offer(new HostEvent.FrameArrived(number, frame));
    }

    @Override
    public void consoleInput(long number, byte[] data) {
        inbox.offer(new HostEvent.ConsoleTyped(number, data));
    }

    @Override
    public void passed(long nextFrame, long nextConsoleByte) {
        loop.execute(() -> world.confirmed(nextFrame, nextConsoleByte));
    }

    @Override
    public void fenced(String reason) {
        loop.execute(() -> protocol.ownershipLost(reason));
    }

    @Override
    public void reachable(boolean reachable, String reason) {
        loop.execute(() -> {
            switchReachable = reachable;
            tellWorld();
        });
    }

    // ---- what the disk says (any thread) ----------------------------------------------------------------------------

    @Override
    public void completed(DiskRequest request, DiskStatus status, byte[] data) {
        disk.completed(request, status, data);
    }

    /** The guest must not read data older than what it was told is written: better no replica than this one. */
    @Override
    public void rewriteFailed(DiskRequest write, DiskStatus status) {
        loop.execute(() ->
                protocol.failed("the disk server restarted, and " + write + " cannot be written again: " + status));
    }

    @Override
    public void ownershipLost(String reason) {
        loop.execute(() -> protocol.ownershipLost(reason));
    }

    @Override
    public void reachable(boolean reachable, long instance) {
        loop.execute(() -> {
            diskReachable = reachable;
            if (reachable && instance > 0) {
                if (diskInstance != 0 && instance != diskInstance) {
                    writeAgain(instance);
                }
                diskInstance = instance;
            }
            tellWorld();
        });
    }

    /** The vCPU threw: our own bug. Failing over beats diverging. */
    void vcpuFailed(Throwable e) {
        loop.execute(() -> protocol.failed("the vCPU failed: " + e));
    }

    // ---- for status and operators -----------------------------------------------------------------------------------

    public PrimaryProtocol protocol() {
        return protocol;
    }

    /** CPU time of the vCPU's thread, nanoseconds; when this replica was a backup before, its replay too. Any thread. */
    public long cpuNanos() {
        return runner.cpuNanos();
    }

    /** Inbound frames for which there was no room. Any thread. */
    public long droppedFrames() {
        return inbox.droppedFrames() + (vcpu == null ? 0 : vcpu.droppedFrames());
    }

    public HoldTimes holdTimes() {
        return world.holdTimes();
    }

    /** The outputs that wait for the backup's acknowledgement. On the loop. */
    OutputGate<World.Held> gate() {
        return world.gate();
    }

    /** On the vCPU's thread. */
    ReplicaLog log() {
        return log;
    }

    /** The guest powered off, and the world has not everything yet. On the loop. */
    boolean isEnding() {
        return world.ending() != null;
    }

    public PrimaryPhase phase() {
        return protocol.phase();
    }
}
