package dev.understudy.cli.guest;

import dev.understudy.cli.CommandFailure;
import dev.understudy.cli.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Programs of the host that a build calls, with an empty standard input and in English. What one says is heard to its end,
 * and kept to a bound.
 */
final class HostTools {
    private static final int SAID_MAX_LINES = 2_000;

    /** Where Debian keeps those of e2fsprogs, which is not on every user's PATH. */
    private static final List<String> MORE_FOLDERS = List.of("/usr/sbin", "/sbin");

    private final String path;
    private final Map<String, String> variables;

    /**
     * @param path folders to look in, as in {@code PATH}
     * @param variables more of them for every program
     */
    HostTools(String path, Map<String, String> variables) {
        this.path = path;
        this.variables = variables;
    }

    static HostTools ofHost() {
        return new HostTools(String.valueOf(System.getenv("PATH")), Map.of());
    }

    HostTools with(Map<String, String> more) {
        return new HostTools(path, more);
    }

    /** How a program ended, and its lines. */
    record Result(int exitCode, List<String> out, List<String> err) {
        /** The first line on stderr that tells an error, else the last line. */
        String reason() {
            return err.stream()
                    .filter(line -> line.startsWith("E: "))
                    .findFirst()
                    .map(line -> line.substring(3))
                    .orElse(err.isEmpty() ? "it ends with " + exitCode + " and says nothing" : err.get(err.size() - 1));
        }
    }

    /** Its standard output, read while the program runs. */
    interface Reader {
        void read(InputStream out) throws IOException;
    }

    Result run(String... command) throws IOException {
        return run(line -> {}, command);
    }

    /** @param said hears each line on stdout at once */
    Result run(Consumer<String> said, String... command) throws IOException {
        List<String> out = new ArrayList<>();
        return run(
                stream -> readLines(stream, line -> {
                    keep(out, line);
                    said.accept(line);
                }),
                out,
                command);
    }

    /** All of its standard output, at most so many bytes. Throws if it fails. */
    byte[] output(int maxBytes, String... command) throws IOException {
        List<byte[]> whole = new ArrayList<>();
        stream(
                out -> {
                    byte[] bytes = out.readNBytes(maxBytes);
                    if (out.read() >= 0) {
                        throw new IOException(command[0] + " gives more than " + maxBytes + " bytes");
                    }
                    whole.add(bytes);
                },
                command);
        return whole.get(0);
    }

    /** Has its standard output read as it comes. Throws if the program fails. */
    void stream(Reader reader, String... command) throws IOException {
        Result result = run(reader, List.of(), command);
        if (result.exitCode != 0) {
            throw new IOException(command[0] + ": " + result.reason());
        }
    }

    private Result run(Reader reader, List<String> out, String... command) throws IOException {
        Process process = start(command);
        try {
            process.getOutputStream().close();
            List<String> err = new ArrayList<>();
            CompletableFuture<Void> listener = CompletableFuture.runAsync(() -> listen(process, err));
            reader.read(process.getInputStream());
            int code = process.waitFor();
            listener.join();
            return new Result(code, out, err);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command[0] + " runs", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start(String... command) throws IOException {
        List<String> found = new ArrayList<>(List.of(command));
        found.set(0, find(command[0]).toString());
        ProcessBuilder builder = new ProcessBuilder(found);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().putAll(variables);
        return builder.start();
    }

    private Path find(String program) {
        List<String> folders = new ArrayList<>(List.of(path.split(":")));
        folders.addAll(MORE_FOLDERS);
        for (String folder : folders) {
            Path file = Path.of(folder, program);
            if (Files.isExecutable(file) && !Files.isDirectory(file)) {
                return file;
            }
        }
        throw new CommandFailure(
                ExitCode.HOST_LACKS,
                "this host has no " + program,
                program + " is in none of the folders " + String.join(", ", folders),
                "install the Debian package " + packageOf(program));
    }

    private static String packageOf(String program) {
        return switch (program) {
            case "apt-get" -> "apt, or build the guest on a Debian host and copy its folder";
            case "dpkg-deb" -> "dpkg";
            case "xz" -> "xz-utils";
            default -> "e2fsprogs";
        };
    }

    private static void listen(Process process, List<String> err) {
        try {
            readLines(process.getErrorStream(), line -> keep(err, line));
        } catch (IOException e) {
            keep(err, "its stderr broke off: " + e.getMessage());
        }
    }

    private static void keep(List<String> lines, String line) {
        if (lines.size() < SAID_MAX_LINES) {
            lines.add(line);
        }
    }

    private static void readLines(InputStream stream, Consumer<String> line) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        for (String next = lines.readLine(); next != null; next = lines.readLine()) {
            line.accept(next);
        }
    }
}
