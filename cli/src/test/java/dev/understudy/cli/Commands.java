package dev.understudy.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the command line as a user does, in a process of its own. */
final class Commands {
    private static final long PATIENCE_SECONDS = 300;

    /** What a command left. */
    record Result(int exitCode, String out, String err) {}

    private final Path folder;
    private int count;

    Commands(Path folder) {
        this.folder = folder;
    }

    static String guest(String name) {
        return Demo.counterGuest()
                .resolveSibling("../" + name + "/" + name + ".elf")
                .normalize()
                .toString();
    }

    /** Runs it to its end; standard input is empty. */
    Result run(String... arguments) throws IOException, InterruptedException {
        return run(Map.of(), arguments);
    }

    Result run(Map<String, String> variables, String... arguments) throws IOException, InterruptedException {
        Running running = start(variables, arguments);
        running.process.getOutputStream().close();
        return running.await();
    }

    /** Starts it, its standard input a pipe. */
    Running start(Map<String, String> variables, String... arguments) throws IOException {
        Path out = folder.resolve("out-" + ++count);
        Path err = folder.resolve("err-" + count);
        ProcessBuilder builder =
                new ProcessBuilder(line(arguments)).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("UNDERSTUDY_RUN", folder.resolve("run").toString());
        builder.environment().putAll(variables);
        Process process = builder.start();
        // A test that is broken off leaves nothing behind.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new Running(process, out, err);
    }

    /** What a shell would be given for it, word by word. */
    static List<String> line(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!flag.startsWith("-agentlib") && !flag.startsWith("-javaagent")) {
                command.add(flag);
            }
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Understudy.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** A command under way. */
    record Running(Process process, Path out, Path err) {
        Result await() throws IOException, InterruptedException {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError("did not end: " + Files.readString(err));
            }
            return new Result(process.exitValue(), read(out), read(err));
        }

        private static String read(Path file) throws IOException {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        }
    }
}
