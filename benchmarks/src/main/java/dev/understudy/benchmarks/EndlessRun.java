package dev.understudy.benchmarks;

import dev.understudy.isa.translator.Translator;
import dev.understudy.vmm.host.ConsolePort;
import dev.understudy.vmm.host.SystemClock;
import dev.understudy.vmm.host.SystemEntropy;
import dev.understudy.vmm.log.JournalWriter;
import dev.understudy.vmm.log.LogPosition;
import dev.understudy.vmm.log.LogSink;
import dev.understudy.vmm.machine.BootImage;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.MachineConfig;
import dev.understudy.vmm.machine.MachineSnapshot;
import dev.understudy.vmm.machine.MemoryMap;
import dev.understudy.vmm.role.SoloRole;
import dev.understudy.vmm.vcpu.NoLog;
import dev.understudy.vmm.vcpu.Pacing;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A guest that never ends, alone in a process of its own, bare or recorded, over a window of time after its warm-up. */
final class EndlessRun implements AutoCloseable {
    private static final long MEMORY_BYTES = 32 << 20;

    private final Process process;

    private EndlessRun(Path guest, int warmupSeconds, int windowSeconds, List<String> journal) throws IOException {
        List<String> command = new ArrayList<>(Host.java(EndlessRun.class));
        command.addAll(List.of(guest.toString(), "" + warmupSeconds, "" + windowSeconds));
        command.addAll(journal);
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    static EndlessRun bare(Path guest, int warmupSeconds, int windowSeconds) throws IOException {
        return new EndlessRun(guest, warmupSeconds, windowSeconds, List.of());
    }

    /** @param journal must not exist */
    static EndlessRun recorded(Path guest, int warmupSeconds, int windowSeconds, Path journal) throws IOException {
        return new EndlessRun(guest, warmupSeconds, windowSeconds, List.of(journal.toString()));
    }

    /** Waits for the end of the window. */
    Window window() throws IOException, InterruptedException {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            if (line == null || process.waitFor() != 0) {
                throw new IOException("the machine alone ended with " + process.waitFor());
            }
            return Window.parse(line);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Guest, seconds of warm-up, seconds of the window, and a journal's file if it is to be recorded. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        MachineConfig config = new MachineConfig(MEMORY_BYTES, 0, false, new byte[6], "", 0, new byte[0]);
        BootImage image = BootImage.of(Files.readAllBytes(Path.of(arguments[0])), MemoryMap.RAM_BASE);
        Machine machine = new Machine(config, image, Translator::new);
        if (arguments.length == 3) {
            measure(machine, arguments, new NoLog(), Pacing.RUN);
        } else {
            byte[] beginning = MachineSnapshot.capture(machine).seal(List.of());
            try (JournalWriter journal = JournalWriter.create(Path.of(arguments[3]), beginning, LogPosition.START)) {
                measure(machine, arguments, journal, Pacing.RECORD);
            }
        }
    }

    private static void measure(Machine machine, String[] arguments, LogSink log, Pacing pacing)
            throws InterruptedException {
        ExecutorService loop = Executors.newSingleThreadExecutor();
        SoloRole role = new SoloRole(
                machine,
                loop,
                new SystemClock(),
                new SystemEntropy(),
                log,
                pacing,
                listener -> null,
                listener -> new ConsolePort(listener, InputStream.nullInputStream(), OutputStream.nullOutputStream()));
        role.begin();
        TimeUnit.SECONDS.sleep(Long.parseLong(arguments[1]));
        Window before = now(role);
        TimeUnit.SECONDS.sleep(Long.parseLong(arguments[2]));
        System.out.println(now(role).since(before));
        role.stop();
        loop.shutdown();
    }

    private static Window now(SoloRole role) {
        return new Window(role.instruction(), role.cpuNanos(), System.nanoTime());
    }
}
