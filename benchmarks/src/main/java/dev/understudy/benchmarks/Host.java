package dev.understudy.benchmarks;

import dev.understudy.cli.Understudy;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What the figures are measured on, and where its guests are. */
final class Host {
    private Host() {}

    /** Machine, JDK and load, a line, to stand beside a figure. */
    static String describe() {
        Runtime.Version jdk = Runtime.version();
        return String.format(
                Locale.ROOT,
                "on %d × %s, %s, JDK %s, load average %.1f",
                Runtime.getRuntime().availableProcessors(),
                processor(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                jdk,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 2))
                    .findFirst()
                    .orElse("unknown processor");
        } catch (IOException e) {
            return "unknown processor";
        }
    }

    /** A built guest of the checkout that the working directory is in. */
    static Path guest(String name) {
        return fromCheckout("guests/" + name + "/" + name + ".elf");
    }

    static Path fromCheckout(String path) {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path file = folder.resolve(path);
            if (Files.exists(file)) {
                return file;
            }
        }
        throw new IllegalStateException(path + " is not in or above the working directory: run it in a checkout");
    }

    /** {@code guests/cpu} with more rounds than anybody waits for, in a temporary file. */
    static Path endlessCpuGuest() throws IOException, InterruptedException {
        return builtGuest("cpu", "CPU_ROUNDS=1000000000");
    }

    /** A guest of the checkout built with these constants, in a temporary file. */
    static Path builtGuest(String name, String... constants) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("understudy-bench-guest");
        try {
            List<String> command = new ArrayList<>(
                    List.of("make", "-s", "-C", fromCheckout("guests").toString()));
            command.addAll(List.of("OUT=" + folder.resolve("out"), "BUILD=" + folder.resolve("build"), name));
            command.addAll(List.of(constants));
            Process make = new ProcessBuilder(command).inheritIO().start();
            if (make.waitFor() != 0) {
                throw new IOException("make of guests/" + name + " ended with " + make.waitFor()
                        + ": it needs make and gcc-riscv64-unknown-elf");
            }
            Path guest = Files.createTempFile("understudy-bench-" + name, ".elf");
            return Files.copy(
                    folder.resolve("out").resolve(name).resolve(name + ".elf"),
                    guest,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            deleteTree(folder);
        }
    }

    static void deleteTree(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Whether the shell would find it. */
    static boolean isOnPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** The command that starts {@code understudy} with the flags of this JVM. */
    static List<String> java() {
        return java(Understudy.class);
    }

    /** {@code understudy} as its users start it, with all its flags and archives, if {@code benchmarks/run} said where it is. */
    static List<String> understudy() {
        String launcher = System.getProperty("understudy.launcher");
        return launcher == null ? java() : List.of(launcher);
    }

    static List<String> java(Class<?> main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-agentlib") && !flag.startsWith("-javaagent"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        return command;
    }

    /** The first argument as a number from 1 up, or what is usual. */
    static int number(String[] arguments, int index, int usual) {
        return arguments.length > index ? Math.max(1, Integer.parseInt(arguments[index])) : usual;
    }
}
