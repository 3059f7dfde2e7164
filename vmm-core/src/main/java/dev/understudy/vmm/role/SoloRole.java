package dev.understudy.vmm.role;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.host.BlockStore;
import dev.understudy.vmm.host.Clock;
import dev.understudy.vmm.host.Entropy;
import dev.understudy.vmm.host.HostEvent;
import dev.understudy.vmm.host.Inbox;
import dev.understudy.vmm.host.NetworkPort;
import dev.understudy.vmm.log.DiskStatus;
import dev.understudy.vmm.log.LogSink;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.replication.GuestTime;
import dev.understudy.vmm.replication.Rule;
import dev.understudy.vmm.vcpu.LiveVcpu;
import dev.understudy.vmm.vcpu.Pacing;
import dev.understudy.vmm.vcpu.VcpuThread;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * A machine without peers: run, or record when the log goes to a journal. Outputs leave at once, through the same gate as a
 * primary's.
 */
public final class SoloRole implements NetworkPort.Listener, BlockStore.Listener {
    private static final int INBOX_EVENTS = 4096;

    private final Machine machine;
    private final Inbox inbox = new Inbox(INBOX_EVENTS);
    private final RoleLoop loop;
    private final DiskDriver disk;
    private final NetworkPort network;
    private final BlockStore store;
    private final World world;
    private final LiveVcpu vcpu;
    private final VcpuThread thread;
    private final CompletableFuture<Integer> verdict = new CompletableFuture<>();

    /**
     * Wired, not yet running.
     *
     * @param loop one thread
     * @param store makes the disk; not called when the machine has none
     */
    public SoloRole(
            Machine machine,
            Executor loop,
            Clock clock,
            Entropy entropy,
            LogSink log,
            Pacing pacing,
            Function<BlockStore.Listener, BlockStore> store,
            Function<NetworkPort.Listener, NetworkPort> network) {
        this.machine = machine;
        this.loop = new RoleLoop(loop, verdict::completeExceptionally);
        disk = new DiskDriver(this.loop, inbox);
        this.network = network.apply(this);
        world = new World(this.loop, clock, inbox, disk, this.network, verdict::complete, Rule.ALL);
        GuestTime time = new GuestTime(machine.guestTime(), clock.nanoTime());
        vcpu = new LiveVcpu(machine, inbox, clock, time, entropy, world.path(), log, pacing);
        world.serves(vcpu);
        this.store = machine.hasDisk() ? store.apply(this) : null;
        if (this.store != null) {
            this.loop.execute(() -> disk.connect(this.store));
        }
        thread = new VcpuThread("vcpu", inbox, verdict::completeExceptionally);
    }

    /** Runs the machine once the switch has answered. The guest's verdict, or what went wrong. */
    public CompletableFuture<Integer> begin() {
        loop.execute(() -> network.attach(1, machine.nextFrame(), machine.nextInputByte()));
        return verdict;
    }

    /** Asks the vCPU to stop between two slices and waits until it has. */
    public void stop() throws InterruptedException {
        thread.stop();
        thread.join();
        network.close();
        if (store != null) {
            store.close();
        }
    }

    /** Where the machine was after its last slice. Any thread. */
    public long instruction() {
        return vcpu.instructionSeen();
    }

    /** CPU time of the vCPU's thread, nanoseconds. Any thread. */
    public long cpuNanos() {
        return thread.cpuNanos();
    }

    /** Wakes the vCPU: a log that was full has room. Any thread. */
    public void roomAgain() {
        inbox.wake();
    }

    @Override
    public void attached() {
        thread.run(vcpu, () -> {});
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
        verdict.completeExceptionally(new IllegalStateException(reason));
    }

    @Override
    public void reachable(boolean reachable, String reason) {}

    @Override
    public void completed(DiskRequest request, DiskStatus status, byte[] data) {
        disk.completed(request, status, data);
    }

    @Override
    public void ownershipLost(String reason) {
        verdict.completeExceptionally(new IllegalStateException(reason));
    }

    @Override
    public void reachable(boolean reachable, long instance) {}
}
