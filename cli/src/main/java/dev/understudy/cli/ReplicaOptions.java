package dev.understudy.cli;

import dev.understudy.channel.ChannelLoop;
import dev.understudy.channel.ChannelSecurity;
import dev.understudy.disk.NbdArbiter;
import dev.understudy.disk.NbdClient;
import dev.understudy.disk.NbdClientOptions;
import dev.understudy.disk.NbdEndpoint;
import dev.understudy.net.SwitchClient;
import dev.understudy.net.SwitchEndpoint;
import dev.understudy.vmm.host.BlockStore;
import dev.understudy.vmm.host.NetworkPort;
import dev.understudy.vmm.host.SystemClock;
import dev.understudy.vmm.host.SystemEntropy;
import dev.understudy.vmm.replication.ClaimantId;
import dev.understudy.vmm.replication.Rule;
import dev.understudy.vmm.role.ReplicaHost;
import dev.understudy.vmm.vcpu.VcpuThread;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a primary and a backup have in common: where the others are, who this one is. */
final class ReplicaOptions {
    private static final long SETTLE_SECONDS = 2;

    @Option(
            names = "--listen",
            defaultValue = "127.0.0.1:7001",
            converter = HostPort.Converter.class,
            paramLabel = "HOST:PORT",
            description = "Where a backup connects once this replica is the primary (default: ${DEFAULT-VALUE}).")
    HostPort listen;

    @Option(
            names = "--disk",
            defaultValue = "127.0.0.1:10809",
            converter = HostPort.Converter.class,
            paramLabel = "HOST:PORT",
            description = "The disk server, which is the arbiter too (default: ${DEFAULT-VALUE}).")
    private HostPort disk;

    @Option(names = "--export", paramLabel = "NAME", description = "The VM's disk there (default: the VM's name).")
    private String export;

    @Option(names = "--no-export", description = "The VM has no disk; the disk server only arbitrates.")
    private boolean noExport;

    @Option(
            names = "--switch",
            defaultValue = "127.0.0.1:7100",
            converter = HostPort.Converter.class,
            paramLabel = "HOST:PORT",
            description = "The virtual switch (default: ${DEFAULT-VALUE}).")
    private HostPort network;

    @Option(
            names = "--metrics",
            converter = HostPort.Converter.class,
            paramLabel = "HOST:PORT",
            description = "Answer GET /metrics there, in Prometheus's text format; keep it on the loopback address or a"
                    + " network that you trust (default: nowhere).")
    HostPort metrics;

    @Mixin
    private PeerOptions peers;

    @Mixin
    private FailureOptions failure;

    /**
     * Of protocol, channel, disk and switch alike: an output that is acknowledged leaves, and what the switch or the disk says
     * is heard, without waking another thread.
     */
    private final EventLoop loop = ChannelLoop.open("loop").next();

    private ClaimantId self;

    /** Where the VM's disk is, for people; none: "". */
    String diskAddress(String vm) {
        return noExport ? "" : "nbd://" + disk + "/" + (export == null ? vm : export);
    }

    EventLoop loop() {
        return loop;
    }

    ChannelSecurity security() {
        return peers.identity() == null ? ChannelSecurity.plaintext() : ChannelSecurity.tls(peers.identity());
    }

    ClaimantId self() {
        if (self == null) {
            self = peers.claimant();
        }
        return self;
    }

    /**
     * The process as a replica of {@code vm} finds it.
     *
     * @param startsLife by a cold start, not by state transfer
     * @param engine what executes its instructions
     */
    ReplicaHost host(
            String vm, boolean startsLife, EngineOption engine, NodeProcess process, ReplicaHost.Announcer announcer)
            throws IOException {
        NbdEndpoint server = new NbdEndpoint(disk.host(), disk.port(), peers.identity());
        process.closing(this::settle);
        NbdArbiter arbiter = process.closing(new NbdArbiter(server, self(), Duration.ofSeconds(2)));
        return new ReplicaHost(
                vm,
                self(),
                failure.limits(),
                engine.maker(),
                loop,
                new TickThread(loop),
                ReplicaOptions::inBackground,
                new SystemClock(),
                new SystemEntropy(),
                VcpuThread::new,
                arbiter,
                listener -> openDisk(server, vm, listener),
                listener -> openSwitch(vm, startsLife, listener),
                announcer,
                Rule.ALL);
    }

    /** At the process's end: what the loop was told to send is sent. */
    private void settle() {
        loop.submit(() -> {}).awaitUninterruptibly(SETTLE_SECONDS, TimeUnit.SECONDS);
    }

    private static void inBackground(Runnable task) {
        Thread thread = new Thread(task, "background");
        thread.setDaemon(true);
        thread.start();
    }

    private BlockStore openDisk(NbdEndpoint server, String vm, BlockStore.Listener listener) {
        if (noExport) {
            return null;
        }
        String name = export == null ? vm : export;
        try {
            return NbdClient.open(NbdClientOptions.standby(server, name, vm, self()), listener, loop);
        } catch (IOException e) {
            throw FailureText.noDiskServer(
                    "no disk " + name + " at " + disk,
                    FailureText.reason(e),
                    "start understudy disk there with --export " + name + "=FILE,SIZE," + vm);
        }
    }

    private NetworkPort openSwitch(String vm, boolean startsLife, NetworkPort.Listener listener) {
        return new SwitchClient(
                new SwitchEndpoint(network.host(), network.port(), peers.identity(), peers.identity() == null),
                vm,
                self(),
                startsLife,
                listener,
                loop);
    }
}
