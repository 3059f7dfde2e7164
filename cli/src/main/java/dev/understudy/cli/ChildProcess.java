package dev.understudy.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Another process of this program. It ends when this one does, however: its standard input is a pipe, at whose end
 * the child exits.
 */
public final class ChildProcess implements AutoCloseable {
    /** The option by which a child is told to exit at the end of its standard input. */
    static final String WITH_PARENT = "--with-parent";

    /** A terminal's Ctrl-C reaches the whole group at once; only the parent acts on it, and ends its children in order. */
    private static final List<String> SHIELDED = List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "understudy");

    private final String name;
    private final Path status;
    private final Process process;

    /** @param said hears the child's lines on stderr and stdout */
    ChildProcess(String name, Path status, List<String> arguments, Consumer<String> said) throws IOException {
        this.name = name;
        this.status = status;
        List<String> command = new ArrayList<>(SHIELDED);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!flag.startsWith("-agentlib")
                    && !flag.startsWith("-javaagent")
                    && !flag.startsWith("-XX:ArchiveClassesAtExit")) {
                command.add(flag);
            }
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Understudy.class.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // What the environment says is meant for the parent, which passes on what the child needs.
        builder.environment().keySet().removeIf(variable -> variable.startsWith("UNDERSTUDY_"));
        process = builder.start();
        listen(process, name, said);
    }

    /** Has {@code said} hear each line of the process's stdout, from a thread of its own, until it is gone. */
    public static void listen(Process process, String name, Consumer<String> said) {
        Thread reader = new Thread(() -> read(process, said), "said-by-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    private static void read(Process process, Consumer<String> said) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.accept(line);
            }
        } catch (IOException e) {
            // the child is gone
        }
    }

    String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Only once it is not alive. */
    int exitCode() {
        return process.exitValue();
    }

    /** What the child says of itself, null when it does not answer (yet). */
    public NodeStatus status() {
        try {
            return StatusSocket.ask(status, 1_000);
        } catch (IOException e) {
            return null;
        }
    }

    /** A line on the child's standard input. */
    void tell(String line) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    /** Waits for its end. True if it has ended. */
    boolean awaitEnd(Duration atMost) throws InterruptedException {
        return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** SIGTERM, and SIGKILL after three seconds. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(3, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
