package dev.understudy.cli;

import dev.understudy.cli.terminal.LocalConsole;
import dev.understudy.net.ConsoleClient;
import dev.understudy.net.SwitchEndpoint;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code understudy console}. */
@Command(
        name = "console",
        mixinStandardHelpOptions = true,
        description = "Attach to the console of a VM that runs, whichever replica lives: a fail-over is not noticed.",
        footer = {
            "",
            "Examples:",
            "  understudy console                                 of the one pair on this host",
            "  understudy console web",
            "  understudy console web --switch host-c:7100 --secret-file secret",
            "",
            "On a terminal every key is the guest's, Ctrl-C too; Ctrl-] detaches. What the guest wrote before is not shown.",
            "Exit code: 0 after Ctrl-] and when the pair has ended, 1 if there is no such VM."
        })
final class ConsoleCommand implements Callable<Integer> {
    @Parameters(paramLabel = "VM", arity = "0..1", description = "The VM's name (default: the only one here).")
    private String vm;

    @Option(
            names = "--switch",
            converter = HostPort.Converter.class,
            paramLabel = "HOST:PORT",
            description = "The virtual switch (default: that of the pair on this host).")
    private HostPort network;

    @Mixin
    private PeerOptions peers;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() throws Exception {
        LocalPair pair = network == null ? LocalPair.find(RunFolder.ofUser(), vm) : null;
        if (pair == null && vm == null) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "which console?",
                    "a switch may serve many VMs",
                    "name the VM in front of --switch");
        }
        SwitchEndpoint endpoint = pair == null
                ? new SwitchEndpoint(network.host(), network.port(), peers.identity(), peers.identity() == null)
                : pair.network();
        return attach(endpoint, pair == null ? vm : pair.vm(), pair);
    }

    /** @param pair null for one that is elsewhere: whether it has ended cannot be seen from here */
    private int attach(SwitchEndpoint endpoint, String name, LocalPair pair) throws IOException {
        CompletableFuture<Void> connected = new CompletableFuture<>();
        CompletableFuture<String> end = new CompletableFuture<>();
        try (LocalConsole local = LocalConsole.open();
                ConsoleClient console = new ConsoleClient(endpoint, name, new ConsoleOnStdout() {
                    @Override
                    public void reachable(boolean reachable, String reason) {
                        super.reachable(reachable, reason);
                        if (reachable) {
                            connected.complete(null);
                        } else if (pair != null && pair.hasEnded()) {
                            end.complete("the pair " + name + " has ended");
                        }
                    }
                })) {
            local.detached().thenRun(() -> end.complete("detached from " + name));
            connected.thenRun(
                    () -> verbosity.say("console of " + name + (local.isTerminal() ? "; Ctrl-] detaches" : "")));
            Typist.start(local.keys(), console::type);
            String why = end.join();
            verbosity.say(why);
            return ExitCode.DONE;
        }
    }
}
