package dev.understudy.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A machine in a process of its own and its console, by whose lines time is taken: the CPU time of all threads of the process,
 * those that compile too, which the kernel gives in steps of 10 ms. A machine that is not done in time is killed.
 */
final class TimedConsole implements AutoCloseable {
    private static final int LAST_LINES = 10;

    private final long beganNanos = System.nanoTime();
    private final Process process;
    private final BufferedReader lines;
    private final Deque<String> last = new ArrayDeque<>();

    /**
     * A line, and the time when it was read.
     *
     * @param cpuSeconds since the process began
     */
    record Line(String text, double cpuSeconds) {}

    TimedConsole(List<String> command, long limitSeconds) throws IOException {
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        lines = process.inputReader(StandardCharsets.UTF_8);
        CompletableFuture.delayedExecutor(limitSeconds, TimeUnit.SECONDS).execute(process::destroyForcibly);
    }

    /** The next line that has these words in it. */
    Line await(String words) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Line read = new Line(line, cpuSeconds());
            if (last.size() == LAST_LINES) {
                last.removeFirst();
            }
            last.addLast(line);
            if (line.contains(words)) {
                return read;
            }
        }
        throw new IOException(
                "the machine ended, or its time was up, before it said \"" + words + "\":\n" + String.join("\n", last));
    }

    /** Since the process began. */
    double wallSeconds() {
        return (System.nanoTime() - beganNanos) / 1e9;
    }

    private double cpuSeconds() {
        return process.toHandle()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toNanos()
                / 1e9;
    }

    void type(String text) throws IOException {
        process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Waits until the machine is off; its verdict. */
    int end() throws IOException, InterruptedException {
        process.getOutputStream().close();
        while (lines.readLine() != null) {
            // What it says at the end is not asked for, but it must be able to say it.
        }
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
