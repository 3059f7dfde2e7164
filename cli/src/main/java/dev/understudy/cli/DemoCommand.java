package dev.understudy.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.understudy.cli.counter.Anomaly;
import dev.understudy.cli.counter.CounterTally;
import dev.understudy.cli.guest.GuestParts;
import dev.understudy.cli.guest.GuestsOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
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
            Runnable atEnd = () -> removeOnce(over, folder);
            boolean holds = (guest == null || guest.isEmpty()) ? playCounter(folder, atEnd) : playRedis(folder, atEnd);
            return holds ? ExitCode.DONE : ExitCode.FAILED;
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

    private boolean playCounter(Path folder, Runnable atEnd) throws IOException, InterruptedException {
        DemoFacts facts = told(
                story -> new Demo(folder, clients, kills, seconds, plaintext, story, atEnd).play(), DemoFacts::holds);
        if (json) {
            writeJson(out -> write(facts, out));
        } else {
            write(facts);
        }
        return facts.holds();
    }

    private boolean playRedis(Path folder, Runnable atEnd) throws IOException, InterruptedException {
        GuestParts parts = redisGuest();
        RedisFacts facts = told(
                story -> new RedisDemo(folder, parts, clients, plaintext, story).play(kills, seconds, atEnd),
                RedisFacts::holds);
        if (json) {
            writeJson(facts::write);
        } else {
            facts.write();
        }
        return facts.holds();
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

    private interface Play<F> {
        F play(DemoStory story) throws IOException, InterruptedException;
    }

    /** A story that ends badly is told with its details. */
    private <F> F told(Play<F> play, Predicate<F> holds) throws IOException, InterruptedException {
        DemoStory story = new DemoStory(verbosity);
        try {
            F facts = play.play(story);
            if (!holds.test(facts)) {
                story.details().forEach(System.err::println);
            }
            return facts;
        } catch (IOException | RuntimeException e) {
            story.details().forEach(System.err::println);
            throw e;
        }
    }

    private static void write(DemoFacts facts) {
        CounterTally tally = facts.tally();
        System.out.printf(Locale.ROOT, "increments acknowledged  %,d%n", tally.acknowledged());
        System.out.printf(Locale.ROOT, "replies lost             %,d%n", tally.count(Anomaly.Kind.LOST));
        System.out.printf(Locale.ROOT, "replies repeated         %,d%n", tally.count(Anomaly.Kind.REPEATED));
        System.out.printf(Locale.ROOT, "values given twice       %,d%n", tally.count(Anomaly.Kind.DUPLICATED));
        System.out.printf(Locale.ROOT, "values skipped           %,d%n", tally.count(Anomaly.Kind.SKIPPED));
        System.out.printf(Locale.ROOT, "primaries killed         %,d%n", facts.kills());
        for (double gap : facts.killGapsMillis()) {
            System.out.printf(Locale.ROOT, "gap after a kill         %.0f ms%n", gap);
        }
        System.out.printf(Locale.ROOT, "longest gap              %.0f ms%n", tally.longestGapMillis());
        System.out.printf(
                Locale.ROOT,
                "disk holds               %,d, the last acknowledged value is %,d%n",
                facts.diskValue(),
                tally.lastValue());
        facts.faults().forEach(fault -> System.out.println("  " + fault));
        System.out.println(
                facts.holds()
                        ? "PASSED: the clients saw one server that never failed"
                        : "FAILED: the clients saw a failure");
    }

    private interface JsonFacts {
        void write(JsonGenerator out) throws IOException;
    }

    private static void writeJson(JsonFacts facts) throws IOException {
        try (JsonGenerator out = new JsonFactory().createGenerator(System.out)) {
            out.useDefaultPrettyPrinter();
            facts.write(out);
        }
        System.out.println();
    }

    private static void write(DemoFacts facts, JsonGenerator out) throws IOException {
        CounterTally tally = facts.tally();
        out.writeStartObject();
        out.writeNumberField("schema", 1);
        out.writeBooleanField("passed", facts.holds());
        out.writeNumberField("acknowledged", tally.acknowledged());
        out.writeNumberField("repliesLost", tally.count(Anomaly.Kind.LOST));
        out.writeNumberField("repliesRepeated", tally.count(Anomaly.Kind.REPEATED));
        out.writeNumberField("valuesDuplicated", tally.count(Anomaly.Kind.DUPLICATED));
        out.writeNumberField("valuesSkipped", tally.count(Anomaly.Kind.SKIPPED));
        out.writeNumberField("kills", facts.kills());
        out.writeNumberField("longestGapMillis", tally.longestGapMillis());
        out.writeArrayFieldStart("killGapsMillis");
        for (double gap : facts.killGapsMillis()) {
            out.writeNumber(gap);
        }
        out.writeEndArray();
        out.writeNumberField("lastValue", tally.lastValue());
        out.writeNumberField("diskValue", facts.diskValue());
        out.writeArrayFieldStart("faults");
        for (String fault : facts.faults()) {
            out.writeString(fault);
        }
        out.writeEndArray();
        out.writeEndObject();
    }
}
