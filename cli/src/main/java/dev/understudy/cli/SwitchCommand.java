package dev.understudy.cli;

import dev.understudy.disk.NbdArbiter;
import dev.understudy.disk.NbdEndpoint;
import dev.understudy.net.ForwardSpec;
import dev.understudy.net.PasstEndpoint;
import dev.understudy.net.SwitchOptions;
import dev.understudy.net.SwitchServer;
import dev.understudy.net.SwitchStatus;
import dev.understudy.net.cable.TapFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code understudy switch}. */
@Command(
        name = "switch",
        mixinStandardHelpOptions = true,
        description =
                "The network that replicas plug into: an Ethernet switch with port forwards and the VMs' consoles.",
        footer = {
            "",
            "Examples:",
            "  understudy switch --disk 127.0.0.1:10809 --forward udp:127.0.0.1:5007:10.0.2.15:7 --secret-file secret",
            "  understudy switch --disk 127.0.0.1:10809 --forward tcp:127.0.0.1:26379:10.0.2.15:6379 --secret-file secret",
            "  understudy switch --disk 127.0.0.1:10809 --capture frames.pcapng --plaintext"
        })
final class SwitchCommand implements Callable<Integer> {
    @Option(
            names = "--listen",
            defaultValue = "127.0.0.1:7100",
            converter = HostPort.Converter.class,
            paramLabel = "HOST:PORT",
            description = "Where replicas and consoles connect (default: ${DEFAULT-VALUE}).")
    private HostPort listen;

    @Option(
            names = "--disk",
            required = true,
            converter = HostPort.Converter.class,
            paramLabel = "HOST:PORT",
            description = "The disk server: it says who owns a VM.")
    private HostPort disk;

    @Mixin
    private ForwardOptions forwards;

    @Option(
            names = PasstOptions.RUNNING,
            hidden = true,
            converter = PasstOptions.Converter.class,
            description = "Take over passt, which carries the TCP forwards and is started and ended by others.")
    private List<PasstEndpoint> passts = List.of();

    @Option(names = "--capture", paramLabel = "FILE", description = "Write all frames to this pcapng file.")
    private Path capture;

    @Mixin
    private PeerOptions peers;

    @Mixin
    private NodeProcess process;

    @Override
    public Integer call() throws Exception {
        NbdArbiter arbiter = process.closing(new NbdArbiter(
                new NbdEndpoint(disk.host(), disk.port(), peers.identity()), peers.claimant(), Duration.ofSeconds(2)));
        NodeLog.speakAs("switch", "", 0);
        SwitchOptions options = SwitchOptions.local(peers.identity(), arbiter)
                .withAddress(listen.address().getAddress(), listen.port())
                .withTap(forwards.tap())
                .withCapture(capture);
        try {
            SwitchServer server = process.closing(new SwitchServer(withForwards(options)));
            server.start();
            NodeLog.say("serves at " + listen.host() + ":" + server.port());
            process.answer(() -> status(server));
            return process.await();
        } catch (TapFailure e) {
            throw ForwardOptions.noSwitch(e, ExitCode.HOST_LACKS);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "cannot serve",
                    e,
                    "give free ports with --listen and --forward, and a --capture that can be written");
        }
    }

    private SwitchOptions withForwards(SwitchOptions options) {
        List<ForwardSpec> specs = forwards.specs();
        if (!passts.isEmpty()) {
            return options.withForwards(specs).withPassts(passts);
        }
        TcpForwards tcp = process.closing(new TcpForwards(specs, ExitCode.HOST_LACKS, NodeLog::say));
        return options.withForwards(tcp.forwards()).withPassts(tcp.passts());
    }

    private NodeStatus status(SwitchServer server) {
        try {
            SwitchStatus report = server.status();
            NodeStatus status = new NodeStatus("switch")
                    .put("host", listen.host())
                    .put("port", server.port())
                    .put("plaintext", peers.identity() == null);
            for (int i = 0; i < forwards.texts().size(); i++) {
                status.put("forward." + i, server.forwardPort(i));
            }
            SwitchPortsText.put(report, status);
            return status;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
