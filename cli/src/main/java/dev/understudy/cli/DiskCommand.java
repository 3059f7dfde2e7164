package dev.understudy.cli;

import dev.understudy.disk.DiskExport;
import dev.understudy.disk.DiskServer;
import dev.understudy.disk.DiskServerOptions;
import dev.understudy.disk.DiskStatusReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code understudy disk}. */
@Command(
        name = "disk",
        mixinStandardHelpOptions = true,
        description = "Serve disks over NBD, and decide who owns the VMs that live on them.",
        footer = {
            "",
            "Examples:",
            "  understudy disk --state /srv/understudy --export web=/srv/web.img,8G,web --secret-file secret",
            "  understudy disk --state state --export scratch=scratch.img,1G --plaintext",
            "  nbdinfo nbd://127.0.0.1:10809/scratch"
        })
final class DiskCommand implements Callable<Integer> {
    @Option(
            names = "--listen",
            defaultValue = "127.0.0.1:10809",
            converter = HostPort.Converter.class,
            paramLabel = "HOST:PORT",
            description = "Where clients connect (default: ${DEFAULT-VALUE}).")
    private HostPort listen;

    @Option(
            names = "--state",
            required = true,
            paramLabel = "FOLDER",
            description = "Where the record of each VM's owner is kept.")
    private Path state;

    @Option(
            names = "--export",
            paramLabel = "NAME=FILE[,SIZE[,VM]]",
            description = "A disk; made, sparse, if the file is not there; with VM it is that VM's own.")
    private List<String> exports = List.of();

    @Option(names = "--vm", paramLabel = "VM", description = "A VM without a disk to decide about.")
    private List<String> vms = List.of();

    @Option(
            names = "--failure-limit",
            defaultValue = "1000",
            paramLabel = "MILLIS",
            description = "The pair's; a cold start waits for ten of them (default: ${DEFAULT-VALUE}).")
    private long failureLimitMillis;

    @Mixin
    private PeerOptions peers;

    @Mixin
    private NodeProcess process;

    @Override
    public Integer call() throws Exception {
        DiskServerOptions options = (peers.identity() == null
                        ? DiskServerOptions.plaintext(state)
                        : DiskServerOptions.secured(state, peers.identity()))
                .withAddress(listen.address())
                .withFailureLimit(Duration.ofMillis(failureLimitMillis));
        for (String export : exports) {
            options = options.withExport(parse(export));
        }
        for (String vm : vms) {
            options = options.withVm(vm);
        }
        try {
            DiskServer server = process.closing(new DiskServer(options));
            server.start();
            NodeLog.speakAs("disk", "", 0);
            NodeLog.say("serves at " + listen.host() + ":" + server.port());
            process.answer(() -> status(server));
            return process.await();
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "cannot serve",
                    e,
                    "give another --listen, --state or --export, or stop the program that is in the way");
        }
    }

    static DiskExport parse(String text) {
        try {
            int equals = text.indexOf('=');
            String[] rest = text.substring(equals + 1).split(",", -1);
            if (equals < 1 || rest.length > 3) {
                throw new IllegalArgumentException("it is not NAME=FILE[,SIZE[,VM]]");
            }
            long size = rest.length > 1 && !rest[1].isEmpty() ? new Sizes().convert(rest[1]) : 0;
            return new DiskExport(text.substring(0, equals), Path.of(rest[0]), size, rest.length > 2 ? rest[2] : null);
        } catch (RuntimeException e) {
            throw new CommandFailure(
                    ExitCode.USAGE, "no export: '" + text + "'", e, "write --export web=/srv/web.img,8G,web");
        }
    }

    private NodeStatus status(DiskServer server) {
        DiskStatusReport report = server.status();
        NodeStatus status = new NodeStatus("disk").put("host", listen.host()).put("port", server.port());
        for (DiskStatusReport.Vm vm : report.vms()) {
            status.put(vm.name() + ".generation", vm.generation())
                    .put(vm.name() + ".owner", String.valueOf(vm.owner()))
                    .put(vm.name() + ".ownerConnected", vm.ownerConnected())
                    .put(vm.name() + ".lifeEnded", vm.lifeEnded());
        }
        for (DiskStatusReport.Export export : report.exports()) {
            status.put(export.name() + ".bytes", export.size())
                    .put(export.name() + ".connections", export.connections());
        }
        return status;
    }
}
