package dev.understudy.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
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
    private static final int MAX_LINE = 1024;

    @Parameters(paramLabel = "VM", description = "The VM's name.")
    private String vm;

    @ArgGroup(multiplicity = "1")
    private Whom whom;

    private static final class Whom {
        @Option(
                names = "--primary",
                converter = HostPort.Converter.class,
                paramLabel = "HOST:PORT",
                description = "Where the primary listens.")
        private HostPort primary;

        @Option(
                names = "--stand-by",
                description =
                        "Start now and wait: the primary's HOST:PORT is the first line of standard input. A process"
                                + " that runs already joins in a fraction of the time.")
        private boolean standBy;
    }

    @Option(
            names = "--timeout",
            defaultValue = "30",
            paramLabel = "SECONDS",
            description = "Longest wait for the primary (default: ${DEFAULT-VALUE}).")
    private long timeoutSeconds;

    @Mixin
    private EngineOption engine;

    @Mixin
    private ReplicaOptions options;

    @Mixin
    private NodeProcess process;

    @Override
    public Integer call() throws Exception {
        Replica replica = new Replica(vm, false, engine, options, process);
        replica.prepare(options.host(vm, false, engine, process, replica));
        HostPort primary = whom.standBy ? awaitPrimary(replica) : whom.primary;
        if (primary == null) {
            process.end(ExitCode.DONE); // it was not needed
        } else {
            replica.join(primary, timeoutSeconds);
        }
        return process.await();
    }

    private static HostPort awaitPrimary(Replica replica) throws IOException {
        replica.say("stands by");
        StringBuilder line = new StringBuilder();
        for (int next = System.in.read(); next != '\n'; next = System.in.read()) {
            if (next < 0 || line.length() == MAX_LINE) {
                return null;
            }
            line.append((char) next);
        }
        return new HostPort.Converter().convert(line.toString().strip());
    }
}
