package dev.understudy.cli;

import dev.understudy.channel.ChannelClient;
import dev.understudy.channel.ChannelServer;
import dev.understudy.channel.LogTraffic;
import dev.understudy.channel.PeerConnection;
import dev.understudy.channel.PeerListener;
import dev.understudy.vmm.host.SnapshotFiles;
import dev.understudy.vmm.log.DivergenceReport;
import dev.understudy.vmm.replication.ExitReason;
import dev.understudy.vmm.replication.PeerMessage;
import dev.understudy.vmm.role.BackupRole;
import dev.understudy.vmm.role.PrimaryRole;
import dev.understudy.vmm.role.ReplicaHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/** A replica's process around its role: the channel's door or call, the status, the end. */
final class Replica implements ReplicaHost.Announcer {
    private final String vm;
    private final boolean startsLife;
    private final ReplicaOptions options;
    private final NodeProcess process;
    private final LogTraffic traffic = new LogTraffic();
    private final ReplicaStatus numbers;
    private volatile BackupRole backup;
    private volatile PrimaryRole primary;
    private volatile int channelPort;
    private volatile int metricsPort;
    private volatile int mismatches;
    private volatile String newest = "starting";
    private volatile String wentLive = "";
    private boolean reached;
    private String unreachableWhy;

    /** @param startsLife a primary's, from its first word */
    Replica(String vm, boolean startsLife, EngineOption engine, ReplicaOptions options, NodeProcess process)
            throws IOException {
        this.vm = vm;
        this.startsLife = startsLife;
        this.options = options;
        this.process = process;
        numbers = new ReplicaStatus(traffic, engine);
        options.loop().scheduleAtFixedRate(numbers::look, 0, 1, TimeUnit.SECONDS);
        process.answer(this::status);
        openMetrics();
    }

    /** Connects to disk and switch, as a backup does; {@link #join} follows. */
    void prepare(ReplicaHost host) {
        backup = new BackupRole(host);
        numbers.follows(backup);
    }

    /** Calls the primary and becomes its backup. */
    void join(HostPort address, long timeoutSeconds) {
        ChannelClient client = process.closing(new ChannelClient(
                options.loop(), options.security(), address.address(), new ChannelClient.Caller() {
                    @Override
                    public PeerListener connected(PeerConnection connection) {
                        reached = true;
                        BackupConnection link = new BackupConnection(connection, backup);
                        backup.begin(link);
                        return link;
                    }

                    @Override
                    public void failed(String reason) {
                        unreachable(address, FailureText.plain(reason));
                    }
                }));
        client.start();
        options.loop().schedule(() -> giveUp(address, timeoutSeconds), timeoutSeconds, TimeUnit.SECONDS);
    }

    private void unreachable(HostPort address, String reason) {
        if (!reason.equals(unreachableWhy)) {
            unreachableWhy = reason;
            say("the primary at " + address + " cannot be reached: " + reason + "; trying again");
        }
    }

    private void giveUp(HostPort address, long timeoutSeconds) {
        if (!reached) {
            String why = unreachableWhy == null ? "no answer" : unreachableWhy;
            ended(
                    ExitReason.PEER_REFUSED,
                    ExitReason.PEER_REFUSED.exitCode(),
                    "no primary at " + address + " within " + timeoutSeconds + " s: " + why);
        }
    }

    private long generation() {
        PrimaryRole owner = primary;
        return owner != null
                ? owner.protocol().generation()
                : backup == null ? 0 : backup.protocol().generation();
    }

    // ---- what the role says, on the loop ----------------------------------------------------------------------------

    @Override
    public void say(String line) {
        newest = line;
        boolean owns = primary != null || startsLife;
        NodeLog.speakAs(owns ? "primary" : "backup", vm, generation());
        NodeLog.say(line);
    }

    @Override
    public void live(long owned, PrimaryRole role) {
        primary = role;
        numbers.lives(role);
        wentLive = LocalTime.now().truncatedTo(ChronoUnit.SECONDS).toString();
        say("live, generation " + owned);
        Thread opener = new Thread(() -> open(role), "open-door");
        opener.setDaemon(true);
        opener.start();
    }

    /** Not on the loop: binding a port waits for it. */
    private void open(PrimaryRole role) {
        ChannelServer door =
                process.closing(new ChannelServer(options.loop(), options.security(), new ChannelServer.Acceptor() {
                    @Override
                    public PeerListener arrived(PeerConnection connection, PeerMessage.Hello hello) {
                        PrimaryConnection link = new PrimaryConnection(connection, role, traffic);
                        link.greet(hello);
                        return link;
                    }

                    @Override
                    public void turnedAway(String address, String reason) {
                        say("turned " + address + " away: " + reason);
                    }
                }));
        try {
            channelPort = door.listen(options.listen.address()).getPort();
        } catch (IOException e) {
            say("no backup can join: " + e.getMessage());
        }
    }

    @Override
    public void diverged(DivergenceReport report, byte[] snapshot) {
        mismatches = 1; // the first is its last
        String name = "divergence-" + ProcessHandle.current().pid() + "-" + report.differentAt();
        Path folder = process.folder();
        try {
            Files.writeString(folder.resolve(name + ".txt"), report.text());
            SnapshotFiles.write(folder.resolve(name + ".snapshot"), snapshot);
            say("divergence: kept report and snapshot as " + folder.resolve(name) + ".*");
        } catch (IOException e) {
            say("divergence: the evidence could not be kept: " + e.getMessage());
        }
    }

    @Override
    public void ended(ExitReason reason, int exitCode, String message) {
        if (!message.equals(newest)) {
            say(message);
        }
        process.leave(new ReplicaEnd(reason, exitCode, message));
        process.end(exitCode);
    }

    private void openMetrics() {
        if (options.metrics == null) {
            return;
        }
        MetricsDoor door = process.closing(new MetricsDoor(() -> MetricsText.of(vm, Version.number(), status())));
        try {
            metricsPort = door.listen(options.metrics.address()).getPort();
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.USAGE, "no metrics", e, "give another address with --metrics");
        }
    }

    private NodeStatus status() {
        boolean lives = primary != null;
        NodeStatus status = new NodeStatus(lives || startsLife ? "primary" : "backup");
        status.put("live", lives)
                .put("host", options.listen.host())
                .put("channelPort", channelPort)
                .put("metricsPort", metricsPort)
                .put("digestMismatches", mismatches)
                .put("disk", options.diskAddress(vm))
                .put("newest", newest);
        numbers.put(status);
        if (lives && backup != null) {
            status.put("lastFailOver", wentLive + " " + backup.protocol().status());
        }
        return status;
    }
}
