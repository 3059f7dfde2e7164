package dev.understudy.cli.hosts;

import dev.understudy.cli.ChildProcess;
import dev.understudy.cli.NodeStatus;
import dev.understudy.cli.StatusSocket;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A shell command on a host. It ends with this process: its standard input is a pipe. */
final class HostProcess implements AutoCloseable {
    private final String name;
    private final Process process;
    private final Path status;

    /**
     * @param namespace the host's
     * @param folder where it works
     * @param said hears its lines, of stdout and stderr, from a thread of its own
     */
    HostProcess(
            String namespace,
            String name,
            String command,
            Path folder,
            Map<String, String> environment,
            Consumer<String> said)
            throws IOException {
        this.name = name;
        status = folder.resolve(name + ".status");
        ProcessBuilder builder = new ProcessBuilder("ip", "netns", "exec", namespace, "sh", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(variable -> variable.startsWith("UNDERSTUDY_"));
        builder.environment().putAll(environment);
        builder.environment().put("UNDERSTUDY_STATUS", status.toString());
        process = builder.start();
        ChildProcess.listen(process, name, said);
    }

    String name() {
        return name;
    }

    void tell(String line) {
        PrintStream in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        in.println(line);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Only once it is not alive. */
    int exitCode() {
        return process.exitValue();
    }

    NodeStatus status() throws IOException {
        return StatusSocket.ask(status, 2_000);
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM, and SIGKILL after some seconds. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
