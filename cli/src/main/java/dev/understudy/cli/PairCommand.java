package dev.understudy.cli;

import dev.understudy.net.ConsoleClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code understudy pair}. */
@Command(
        name = "pair",
        mixinStandardHelpOptions = true,
        description = "Run a VM as a fault-tolerant pair on this host: disk server, switch, primary and backup as"
                + " processes, a new backup whenever one is missing.",
        footer = {
            "",
            "Examples:",
            "  understudy pair web --kernel guests/counter/counter.elf --disk web.img --disk-size 1M \\",
            "      --forward udp:127.0.0.1:5007:10.0.2.15:7",
            "  understudy pair shop --guest debian --disk shop.img --forward tcp:127.0.0.1:26379:10.0.2.15:6379",
            "  understudy status web",
            "  kill -9 PID_OF_THE_PRIMARY",
            "",
            "Ctrl-C ends all processes. Exit code: the guest's verdict; 1 when nobody lives any more."
        })
final class PairCommand implements Callable<Integer> {
    @Parameters(paramLabel = "VM", defaultValue = "vm", description = "The VM's name (default: ${DEFAULT-VALUE}).")
    private String vm;

    @Mixin
    private GuestOptions guest;

    @Mixin
    private DiskFileOptions disk;

    @Mixin
    private FailureOptions failure;

    @Mixin
    private Verbosity verbosity;

    @Mixin
    private ForwardOptions forwards;

    @Option(names = "--capture", paramLabel = "FILE", description = "Write all frames to this pcapng file.")
    private Path capture;

    @Option(
            names = "--state",
            paramLabel = "FOLDER",
            description = "Where the arbiter keeps who owns the VM (default: beside the disk, else the run folder).")
    private Path state;

    @Option(names = "--plaintext", description = "No TLS between the processes.")
    private boolean plaintext;

    @Option(
            names = "--spare",
            description = "Keep a process ready to be the next backup: a lost replica is replaced many times faster.")
    private boolean spare;

    @Override
    public Integer call() throws Exception {
        RunFolder run = RunFolder.ofUser();
        Path root = rootDisk();
        guest.check(ExitCode.FAILED);
        forwards.specs();
        long bytes = disk.prepare(root, ExitCode.FAILED);
        PairSettings settings = new PairSettings(
                vm,
                guest.arguments(),
                disk.file(),
                bytes,
                forwards.texts(),
                capture,
                state == null ? stateFolder(run) : state,
                plaintext,
                Stream.concat(
                                failure.arguments().stream(),
                                Stream.of(guest.engine().argument()))
                        .toList());
        try (Pair pair = new Pair(settings, run, verbosity::say)) {
            Thread cleaner = new Thread(pair::close, "end");
            Runtime.getRuntime().addShutdownHook(cleaner);
            if (spare) {
                pair.keepSpare();
            }
            pair.plug(forwards.tap());
            pair.startWorld();
            try (ConsoleClient console = pair.console(new ConsoleOnStdout())) {
                pair.startReplicas();
                Typist.start(System.in, console::type);
                return watch(pair);
            }
        }
    }

    /** A pair is started to last: where its disk is kept has to be said. */
    private Path rootDisk() {
        Path root = guest.rootDisk(ExitCode.FAILED);
        if (root != null && disk.file() == null) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "no disk for " + vm,
                    "the guest has a root disk, and each VM a copy of its own",
                    "say where it is to be kept, for example --disk " + vm + ".img");
        }
        return root;
    }

    private Path stateFolder(RunFolder run) throws IOException {
        return disk.file() == null
                ? run.of(vm).resolve("state")
                : disk.file().toAbsolutePath().resolveSibling(disk.file().getFileName() + ".state");
    }

    private static int watch(Pair pair) throws IOException, InterruptedException {
        pair.lookUntil(() -> false, Long.MAX_VALUE / 2_000_000);
        if (pair.guestEnd() != null) {
            return pair.guestEnd().exitCode();
        }
        if (pair.isClosing()) {
            return ExitCode.DONE;
        }
        throw new CommandFailure(
                ExitCode.FAILED,
                "nobody lives any more",
                "the last replica is gone, see the lines above",
                "start the pair again: the guest boots from its disk");
    }
}
