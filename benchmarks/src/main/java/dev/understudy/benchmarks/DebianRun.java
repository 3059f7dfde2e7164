package dev.understudy.benchmarks;

import dev.understudy.cli.DiskImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A Debian guest from {@code understudy guest build}, booted on a copy of its disk, up to its ready line. */
final class DebianRun implements AutoCloseable {
    private static final long LIMIT_SECONDS = 900;

    private final Path scratch;
    private final TimedConsole console;
    private final double bootSeconds;

    DebianRun(Contender contender, Path guest) throws IOException {
        this(contender::command, guest);
    }

    /** @param command starts what boots it */
    DebianRun(Function<GuestFiles, List<String>> command, Path guest) throws IOException {
        scratch = Files.createTempDirectory("understudy-bench-debian");
        try {
            Path disk = scratch.resolve("disk.img");
            DiskImages.copy(guest.resolve("disk.img"), disk);
            console = new TimedConsole(command.apply(GuestFiles.debian(guest, disk)), LIMIT_SECONDS);
        } catch (IOException e) {
            Host.deleteTree(scratch);
            throw e;
        }
        try {
            bootSeconds = console.await(Debian.SERVING).cpuSeconds();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** CPU time from the start of the process until the guest's servers listened. */
    double bootSeconds() {
        return bootSeconds;
    }

    /** The guest's console. */
    TimedConsole console() {
        return console;
    }

    @Override
    public void close() throws IOException {
        console.close();
        Host.deleteTree(scratch);
    }

    /** The guest that an argument names, or the one that {@code guest build} makes unless told otherwise; if it is built. */
    static Optional<Path> guest(String[] arguments, int index) {
        Path folder = arguments.length > index ? Path.of(arguments[index]) : usualFolder();
        if (Files.exists(folder.resolve("guest.json"))) {
            return Optional.of(folder);
        }
        System.err.printf(
                "no guest in %s, so nothing is measured with Debian%n  do: understudy guest build debian --with %s%n",
                folder, GuestProgram.PACKAGES);
        return Optional.empty();
    }

    private static Path usualFolder() {
        String data = System.getenv("XDG_DATA_HOME");
        Path home = data == null ? Path.of(System.getProperty("user.home"), ".local", "share") : Path.of(data);
        return home.resolve("understudy").resolve("guests").resolve("debian");
    }
}
