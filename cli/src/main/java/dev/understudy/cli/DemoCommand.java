package dev.understudy.cli;

import dev.understudy.cli.guest.GuestParts;
import dev.understudy.cli.guest.GuestsOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code understudy demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Start a pair that serves a counter over UDP, or redis on Debian over TCP, kill its primary with"
                + " SIGKILL while clients count, and judge by what the clients saw.",
        footer = {
            "",
            "Examples:",
            "  understudy demo",
            "  understudy demo --kills 3 --clients 8 --json",
            "  understudy guest build debian --name redis --with redis-server && understudy demo --guest redis",
            "",
            "Exit code: the verdict: 0 if no reply was lost or repeated and the disk holds the last value, else 1."
        })
final class DemoCommand implements Callable<Integer> {
    private static final long END_SECONDS = 10;

    @Option(
            names = "--clients",
            defaultValue = "4",
            paramLabel = "N",
            description = "Clients (default: ${DEFAULT-VALUE}).")
    private int clients;

    @Option(
            names = "--kills",
            defaultValue = "1",
            paramLabel = "N",
            description = "How often to kill the primary (default: ${DEFAULT-VALUE}).")
    private int kills;

    @Option(
            names = "--seconds",
            defaultValue = "2",
            paramLabel = "N",
            description = "Counting before, between and after the kills (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--guest",
            paramLabel = "NAME",
            description = "A Debian guest with redis-server instead of the counter (see understudy guest build).")
    private String guest;

    @Mixin
    private GuestsOption guests;

    @Option(names = "--plaintext", description = "No TLS between the processes.")
    private boolean plaintext;

    @Option(names = "--keep", paramLabel = "FOLDER", description = "Leave disk, capture and record there.")
    private Path keep;

    @Option(names = "--json", description = "The facts as one JSON object on stdout.")
    private boolean json;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() throws Exception {
        check("--clients", clients, 1, 1000);
        check("--kills", kills, 0, 100);
        check("--seconds", seconds, 0, 3600);
        Path folder = keep != null ? Files.createDirectories(keep) : Files.createTempDirectory("understudy-demo");
        CountDownLatch over = new CountDownLatch(1);
        try {
            DemoVerdict verdict = play(folder, () -> removeOnce(over, folder));
            if (json) {
                verdict.writeJson(System.out);
            } else {
                verdict.write(System.out);
            }
            return verdict.holds() ? ExitCode.DONE : ExitCode.FAILED;
        } finally {
            removeUnlessKept(folder);
            over.countDown();
        }
    }

    /** Broken off by Ctrl-C: who still writes there sees that all its processes have ended, and is waited for. */
    private void removeOnce(CountDownLatch over, Path folder) {
        try {
            if (!over.await(END_SECONDS, TimeUnit.SECONDS)) {
                removeUnlessKept(folder);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void removeUnlessKept(Path folder) {
        if (keep == null) {
            try {
                FileTree.delete(folder);
            } catch (IOException e) {
                System.err.println("understudy: " + folder + " could not be removed: " + e.getMessage());
            }
        }
    }

    private static void check(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "no demo with " + option + " " + value,
                    "it is not in " + least + ".." + most,
                    "give a number in that range");
        }
    }

    private DemoVerdict play(Path folder, Runnable atEnd) throws IOException, InterruptedException {
        DemoStory story = new DemoStory(verbosity);
        try {
            DemoVerdict verdict = (guest == null || guest.isEmpty())
                    ? new Demo(folder, clients, kills, seconds, plaintext, story, atEnd).play()
                    : new RedisDemo(folder, redisGuest(), clients, plaintext, story).play(kills, seconds, atEnd);
            if (!verdict.holds()) {
                story.details().forEach(System.err::println);
            }
            return verdict;
        } catch (IOException | RuntimeException e) {
            story.details().forEach(System.err::println);
            throw e;
        }
    }

    private GuestParts redisGuest() {
        GuestParts parts = guests.folder().parts(guest);
        if (!guests.folder().serves(guest, "redis-server")) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "no demo with the guest " + guest,
                    "it has no redis-server",
                    "build one: understudy guest build debian --name redis --with redis-server");
        }
        return parts;
    }
}
