package dev.understudy.cli;

import dev.understudy.vmm.replication.Arbiter;
import dev.understudy.vmm.role.PrimaryRole;
import dev.understudy.vmm.role.ReplicaHost;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code understudy primary}. */
@Command(
        name = "primary",
        mixinStandardHelpOptions = true,
        description = "Start a VM's new life on this host and wait for a backup.",
        footer = {
            "",
            "Examples:",
            "  understudy primary web --kernel counter.elf --disk host-c:10809 --switch host-c:7100 \\",
            "      --listen 0.0.0.0:7001 --secret-file secret",
            "",
            "Exit code: the guest's verdict; 5 lost the claim (do not start again as a primary), 6 no arbiter,",
            "  7 it has another secret, 1 the start was refused."
        })
final class PrimaryCommand implements Callable<Integer> {
    private static final long ASK_AGAIN_MILLIS = 200;

    @Parameters(paramLabel = "VM", description = "The VM's name at disk server and switch.")
    private String vm;

    @Mixin
    private GuestOptions guest;

    @Mixin
    private ReplicaOptions options;

    @Mixin
    private NodeProcess process;

    @Option(
            names = "--take-over",
            description = "I vouch that no replica of this VM lives: start although one was seen lately.")
    private boolean takeOver;

    @Option(
            names = "--timeout",
            defaultValue = "30",
            paramLabel = "SECONDS",
            description = "Longest wait for the arbiter (default: ${DEFAULT-VALUE}).")
    private long timeoutSeconds;

    @Override
    public Integer call() throws Exception {
        Replica replica = new Replica(vm, true, guest.engine(), options, process);
        guest.check(ExitCode.FAILED); // before a generation is spent on it
        ReplicaHost host = options.host(vm, true, guest.engine(), process, replica);
        long generation = startLife(host);
        replica.say("generation " + generation + " is ours");
        PrimaryRole.boot(host, generation, diskBytes -> guest.build(diskBytes, true, ExitCode.FAILED));
        return process.await();
    }

    private long startLife(ReplicaHost host) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutSeconds);
        while (true) {
            Arbiter.Answer answer = ask(host);
            if (answer instanceof Arbiter.Answer.Granted granted) {
                return granted.generation();
            }
            if (answer instanceof Arbiter.Answer.Refused refused) {
                throw new CommandFailure(
                        ExitCode.FAILED,
                        vm + " was not started",
                        refused.reason(),
                        "if you are sure that no replica of it lives, say --take-over");
            }
            if (System.nanoTime() > deadline) {
                throw FailureText.noDiskServer(
                        vm + " was not started",
                        "the arbiter gave no answer: "
                                + FailureText.plain(((Arbiter.Answer.Unreachable) answer).reason()),
                        "start understudy disk with --export or --vm for " + vm + ", or give its address with --disk");
            }
            TimeUnit.MILLISECONDS.sleep(ASK_AGAIN_MILLIS);
        }
    }

    private Arbiter.Answer ask(ReplicaHost host) throws InterruptedException {
        CompletableFuture<Arbiter.Answer> answer = new CompletableFuture<>();
        host.arbiter().ask(new Arbiter.Request.Start(vm, takeOver), answer::complete);
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("an answer is never exceptional", e);
        }
    }
}
