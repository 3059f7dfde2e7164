package dev.understudy.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code understudy backup}. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = "Join a VM's primary, replay it one log entry behind, and go live when it dies.",
        footer = {
            "",
            "Examples:",
            "  understudy backup web --primary host-a:7001 --disk host-c:10809 --switch host-c:7100 \\",
            "      --listen 0.0.0.0:7001 --secret-file secret",
            "",
            "Exit code: the guest's verdict; 4 divergence, 5 lost the claim, 7 the primary refused this backup",
            "  or could not be reached."
        })
final class BackupCommand implements Callable<Integer> {
    @Parameters(paramLabel = "VM", description = "The VM's name.")
    private String vm;

    @Option(
            names = "--primary",
            required = true,
            converter = HostPort.Converter.class,
            paramLabel = "HOST:PORT",
            description = "Where the primary listens.")
    private HostPort primary;

    @Option(
            names = "--timeout",
            defaultValue = "30",
            paramLabel = "SECONDS",
            description = "Longest wait for the primary (default: ${DEFAULT-VALUE}).")
    private long timeoutSeconds;

    @Mixin
    private ReplicaOptions options;

    @Mixin
    private NodeProcess process;

    @Override
    public Integer call() throws Exception {
        Replica replica = new Replica(vm, false, options, process);
        replica.join(primary, timeoutSeconds, options.host(vm, false, process, replica));
        return process.await();
    }
}
