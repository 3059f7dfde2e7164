package dev.understudy.benchmarks;

import dev.understudy.vmm.host.ConsolePort;
import dev.understudy.vmm.host.SystemClock;
import dev.understudy.vmm.host.SystemEntropy;
import dev.understudy.vmm.machine.BootImage;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.MachineConfig;
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

/** The speed of a guest that never ends, alone in a process of its own, over a window after its warm-up. */
final class BareRun implements AutoCloseable {
    private static final long MEMORY_BYTES = 32 << 20;

    private final Process process;

    BareRun(Path guest, int warmupSeconds, int windowSeconds) throws IOException {
        List<String> command = new ArrayList<>(Host.java(BareRun.class));
        command.addAll(List.of(guest.toString(), "" + warmupSeconds, "" + windowSeconds));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Waits for the end of the window. M instructions a second of CPU time of the vCPU's thread. */
    double mips() throws IOException, InterruptedException {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            if (line == null || process.waitFor() != 0) {
                throw new IOException("the bare machine ended with " + process.waitFor());
            }
            return Double.parseDouble(line);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Guest, seconds of warm-up, seconds of the window. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        MachineConfig config = new MachineConfig(MEMORY_BYTES, 0, false, new byte[6], "", 0, new byte[0]);
        Machine machine =
                new Machine(config, BootImage.of(Files.readAllBytes(Path.of(arguments[0])), MemoryMap.RAM_BASE));
        ExecutorService loop = Executors.newSingleThreadExecutor();
        SoloRole role = new SoloRole(
                machine,
                loop,
                new SystemClock(),
                new SystemEntropy(),
                new NoLog(),
                Pacing.RUN,
                listener -> null,
                listener -> new ConsolePort(listener, InputStream.nullInputStream(), OutputStream.nullOutputStream()));
        role.begin();
        TimeUnit.SECONDS.sleep(Long.parseLong(arguments[1]));
        long cpuNanos = role.cpuNanos();
        long instruction = role.instruction();
        TimeUnit.SECONDS.sleep(Long.parseLong(arguments[2]));
        System.out.println((role.instruction() - instruction) * 1e3 / (role.cpuNanos() - cpuNanos));
        role.stop();
        loop.shutdown();
    }
}
