package dev.understudy.cli;

import dev.understudy.cli.terminal.LocalConsole;
import dev.understudy.vmm.host.BlockStore;
import dev.understudy.vmm.host.ConsolePort;
import dev.understudy.vmm.host.FileBlockStore;
import dev.understudy.vmm.host.NetworkPort;
import dev.understudy.vmm.host.SystemClock;
import dev.understudy.vmm.host.SystemEntropy;
import dev.understudy.vmm.log.LogSink;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.role.SoloRole;
import dev.understudy.vmm.vcpu.Pacing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Runs one machine in this process, until the guest ends it or the person at its console leaves. */
final class SoloSession implements AutoCloseable {
    private final Machine machine;
    private final LocalConsole console;
    private final SystemClock clock = new SystemClock();
    private final ExecutorService loop = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "loop");
        thread.setDaemon(true);
        return thread;
    });
    private final SoloRole role;
    private final long began = clock.nanoTime();

    /** @param reach empty: the machine has no network */
    SoloSession(Machine machine, LocalConsole console, Path disk, GuestNetwork reach, LogSink log, Pacing pacing) {
        this.machine = machine;
        this.console = console;
        role = new SoloRole(
                machine,
                loop,
                clock,
                new SystemEntropy(),
                log,
                pacing,
                listener -> open(disk, listener),
                listener -> cable(reach, listener));
    }

    private NetworkPort cable(GuestNetwork reach, NetworkPort.Listener listener) {
        return reach.isEmpty()
                ? new ConsolePort(listener, console.keys(), console.screen())
                : new ForwardedNetwork(reach, console, listener);
    }

    private static BlockStore open(Path disk, BlockStore.Listener listener) {
        try {
            return FileBlockStore.open(disk, listener);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the disk " + disk, e);
        }
    }

    SoloRole role() {
        return role;
    }

    /** The guest's verdict, {@link ExitCode#DETACHED} if the person at the console left before. */
    int run() throws InterruptedException {
        CompletableFuture<Integer> verdict = role.begin();
        console.detached().thenRun(() -> verdict.complete(ExitCode.DETACHED));
        try {
            return verdict.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UncheckedIOException file) { // its text names the file, its cause does not
                throw new CommandFailure(
                        ExitCode.OWN_FAILURE,
                        "the machine stopped",
                        file.getMessage(),
                        "make room, or give another file");
            }
            throw new CommandFailure(
                    ExitCode.OWN_FAILURE, "the machine stopped", e.getCause(), "run it again with -v and report this");
        }
    }

    RunStatistics statistics(EngineCounters engine) {
        return new RunStatistics(machine.instruction(), role.cpuNanos(), clock.nanoTime() - began, engine);
    }

    @Override
    public void close() {
        try {
            role.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loop.shutdown();
        System.out.flush();
    }
}
