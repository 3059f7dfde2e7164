package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A real Debian with redis and nginx, built once for all tests, through the host's apt and the user's cache of downloads. */
public final class DebianGuest {
    public static final String SERVING = "understudy: serving redis-server on port 6379, nginx on port 80";
    /** What a healthy kernel does not say. */
    public static final String TROUBLE =
            "(?s).*(Oops|BUG:|WARNING:|EXT4-fs error|I/O error|blocked for more than|rcu: INFO|soft lockup).*";

    private static Path guests;
    private static String lack;

    private DebianGuest() {}

    /** The folder of guests with one named debian; the test is skipped where it cannot be built. */
    public static synchronized Path guestsOrSkip() throws Exception {
        if (guests == null && lack == null) {
            build(Files.createDirectories(Path.of("target/guests")).toAbsolutePath());
        }
        assumeTrue(lack == null, lack);
        return guests;
    }

    private static void build(Path folder) throws Exception {
        for (String tool : List.of("apt-get", "dpkg-deb", "xz", "mke2fs", "debugfs")) {
            if (!hostHas(tool)) {
                lack = "SKIPPED: this host has no " + tool;
                return;
            }
        }
        Commands.Result built = build(folder, "--replace");
        if (built.err().contains("cannot fetch the list of packages")) {
            String why = built.err();
            built = build(folder, "--replace", "--offline");
            if (built.exitCode() != 0) {
                lack = "SKIPPED: no network, and nothing downloaded before: " + why;
                return;
            }
        }
        assertEquals(0, built.exitCode(), built.err());
        guests = folder;
    }

    /** Builds debian there. */
    static Commands.Result build(Path guests, String... more) throws Exception {
        List<String> arguments = Stream.concat(
                        Stream.of(
                                "guest",
                                "build",
                                "debian",
                                "--with",
                                "redis-server,nginx",
                                "--guests",
                                guests.toString()),
                        Stream.of(more))
                .toList();
        return new Commands(Files.createDirectories(guests)).run(arguments.toArray(String[]::new));
    }

    public static boolean hostHas(String program) {
        return Stream.of("/usr/bin", "/usr/sbin", "/bin", "/sbin")
                .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }
}
