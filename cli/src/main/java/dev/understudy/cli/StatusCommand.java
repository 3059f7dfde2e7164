package dev.understudy.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code understudy status}. Never fails whole, and never waits for long: what does not answer is listed as unreachable, with
 * a reason.
 */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Show the VMs of this host: who runs them, and whether a crash would be survived now.",
        footer = {
            "",
            "Examples:",
            "  understudy status",
            "  understudy status web --json",
            "  understudy status web --check || echo 'not protected'",
            "",
            "Exit code: 0; 1 if the VM named has no process here; with --check 3 if a VM is not protected."
        })
final class StatusCommand implements Callable<Integer> {
    private static final long TIMEOUT_MILLIS = 1_000;
    /** For a process that does not even take the connection. */
    private static final long HOPELESS_MILLIS = 1_200;

    @Parameters(paramLabel = "VM", arity = "0..1", description = "Only this VM.")
    private String vm;

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Option(names = "--check", description = "Exit with 3 unless protected.")
    private boolean check;

    @Override
    public Integer call() throws IOException {
        RunFolder run = RunFolder.ofUser();
        List<VmStatus> all = ask(run, vm == null ? run.vms() : List.of(vm));
        if (json) {
            System.out.println(StatusJson.of(all));
        } else {
            all.forEach(one -> System.out.print(StatusText.of(one)));
        }
        if (all.isEmpty() && !json) {
            String which = vm == null ? "no VM of this user runs here" : "no process of a VM '" + vm + "' is here";
            System.err.println("understudy: " + which + "; see understudy pair --help");
        }
        boolean safe = !all.isEmpty() && all.stream().allMatch(VmStatus::isProtected);
        if (check && !safe) {
            return ExitCode.NOT_PROTECTED;
        }
        return vm != null && all.isEmpty() ? ExitCode.FAILED : ExitCode.DONE;
    }

    /** All processes of all these at once, so the slowest answer is all that is waited for. */
    static List<VmStatus> ask(RunFolder run, List<String> vms) {
        ExecutorService askers = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "ask");
            thread.setDaemon(true);
            return thread;
        });
        record Asked(String vm, List<CompletableFuture<VmStatus.Process>> processes) {}
        return vms.stream().map(vm -> new Asked(vm, ask(run, vm, askers))).toList().stream()
                .map(asked -> new VmStatus(
                        asked.vm,
                        asked.processes.stream().map(CompletableFuture::join).toList()))
                .filter(status -> !status.processes().isEmpty())
                .toList();
    }

    private static List<CompletableFuture<VmStatus.Process>> ask(RunFolder run, String vm, ExecutorService askers) {
        return processes(run, vm).stream()
                .map(name -> CompletableFuture.supplyAsync(() -> ask(run, vm, name), askers)
                        .completeOnTimeout(
                                new VmStatus.Process(name, null, "it takes no connection within 1 s"),
                                HOPELESS_MILLIS,
                                TimeUnit.MILLISECONDS))
                .toList();
    }

    private static List<String> processes(RunFolder run, String vm) {
        try {
            return run.processes(vm);
        } catch (IOException e) {
            return List.of(); // the VM's folder went away meanwhile
        }
    }

    private static VmStatus.Process ask(RunFolder run, String vm, String name) {
        try {
            return new VmStatus.Process(name, StatusSocket.ask(run.statusOf(vm, name), TIMEOUT_MILLIS), null);
        } catch (ConnectException e) {
            return new VmStatus.Process(
                    name, null, run.removeIfAbandoned(vm, name) ? "the process is gone" : "it is starting");
        } catch (IOException e) {
            return new VmStatus.Process(name, null, FailureText.reason(e));
        }
    }
}
