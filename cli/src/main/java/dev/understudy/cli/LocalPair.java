package dev.understudy.cli;

import dev.understudy.net.SwitchEndpoint;
import dev.understudy.vmm.identity.PeerIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A pair that another process of this user runs on this host, as its run folder shows it.
 *
 * @param network its switch
 */
record LocalPair(RunFolder run, String vm, SwitchEndpoint network) {
    private static final long TIMEOUT_MILLIS = 1_000;

    /** @param vm null for the only one there is */
    static LocalPair find(RunFolder run, String vm) throws IOException {
        String name = vm == null ? onlyOne(run) : vm;
        NodeStatus status = ask(run, name, Pair.SWITCH);
        if (status == null) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "no pair " + name + " runs here",
                    "no switch of it answers in " + run.root().resolve(name),
                    "see understudy status, or give the switch's address with --switch");
        }
        Path secret = run.root().resolve(name).resolve(Pair.SECRET);
        boolean plaintext = status.flag("plaintext");
        PeerIdentity identity = plaintext ? null : PeerIdentity.fromSecret(PeerIdentity.readSecret(secret));
        return new LocalPair(
                run, name, new SwitchEndpoint(status.text("host"), (int) status.number("port"), identity, plaintext));
    }

    private static String onlyOne(RunFolder run) throws IOException {
        List<String> running = run.vms().stream()
                .filter(name -> ask(run, name, Pair.SWITCH) != null)
                .toList();
        if (running.size() != 1) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "which console?",
                    running.isEmpty() ? "no pair of this user runs here" : "these pairs run here: " + running,
                    running.isEmpty() ? "start one, see understudy pair --help" : "name one");
        }
        return running.get(0);
    }

    private static NodeStatus ask(RunFolder run, String vm, String process) {
        try {
            return StatusSocket.ask(run.statusOf(vm, process), TIMEOUT_MILLIS);
        } catch (IOException e) {
            return null;
        }
    }

    /** None of its processes answers any more. */
    boolean hasEnded() {
        try {
            return run.processes(vm).stream().allMatch(process -> ask(run, vm, process) == null);
        } catch (IOException e) {
            return true; // its folder is gone
        }
    }
}
