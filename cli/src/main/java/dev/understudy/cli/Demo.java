package dev.understudy.cli;

import dev.understudy.cli.counter.CounterClient;
import dev.understudy.cli.counter.CounterControl;
import dev.understudy.cli.counter.CounterRecord;
import dev.understudy.cli.counter.CounterTally;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** The counter in a pair, clients that count, a primary killed in mid-stream. One thread but for the clients'. */
final class Demo {
    private static final long DISK_BYTES = 1 << 20;
    private static final long AFTER_KILL_NANOS = 1_000_000_000;
    private static final long PROTECT_MILLIS = 30_000;
    private static final long INCREMENTS_MAX = CounterClient.REQUESTS_MAX;
    private static final Duration REPLY_LIMIT = Duration.ofSeconds(5);

    private final Path folder;
    private final int clients;
    private final int kills;
    private final int seconds;
    private final boolean plaintext;
    private final DemoStory story;
    private final Runnable atEnd;
    private final List<Long> killedAtNanos = new ArrayList<>();

    /** @param atEnd runs at the end of the process, also by Ctrl-C, behind the end of all children */
    Demo(Path folder, int clients, int kills, int seconds, boolean plaintext, DemoStory story, Runnable atEnd) {
        this.folder = folder;
        this.clients = clients;
        this.kills = kills;
        this.seconds = seconds;
        this.plaintext = plaintext;
        this.story = story;
        this.atEnd = atEnd;
    }

    DemoFacts play() throws IOException, InterruptedException {
        Path disk = folder.resolve("counter.img");
        PairSettings settings = new PairSettings(
                "demo-" + ProcessHandle.current().pid(),
                List.of("--kernel=" + counterGuest(), "--memory=32M"),
                disk,
                DISK_BYTES,
                List.of("udp:127.0.0.1:0:10.0.2.15:7", "udp:127.0.0.1:0:10.0.2.15:9"),
                folder.resolve("frames.pcapng"),
                folder.resolve("state"),
                plaintext,
                List.of());
        CounterTally tally;
        try (Pair pair = new Pair(settings, new RunFolder(folder.resolve("run")), story::detail)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(pair), "end"));
            story.tell("starting the disk server, the switch, the primary and its backup, as processes");
            pair.startWorld();
            pair.startReplicas();
            awaitProtection(pair);
            tally = count(pair);
        }
        return new DemoFacts(tally, kills, gaps(tally), diskValue(disk));
    }

    private void end(Pair pair) {
        pair.close();
        atEnd.run();
    }

    private List<Double> gaps(CounterTally tally) {
        return killedAtNanos.stream()
                .map(at -> tally.longestGapMillis(at, at + AFTER_KILL_NANOS))
                .toList();
    }

    private CounterTally count(Pair pair) throws IOException, InterruptedException {
        long before = valueBefore(pair);
        InetSocketAddress server = new InetSocketAddress("127.0.0.1", pair.forwardPort(0));
        CounterClient.Options options = new CounterClient.Options(
                        server, 1, clients, 1, Duration.ZERO, REPLY_LIMIT, java.util.OptionalLong.empty())
                .startingAfter(before);
        try (CounterClient stream = new CounterClient(options)) {
            CompletableFuture<CounterTally> counted = CompletableFuture.supplyAsync(() -> run(stream));
            story.tell(clients + " clients count, over UDP, every request sent once");
            pause(pair);
            for (int kill = 1; kill <= kills; kill++) {
                kill(pair, stream);
                awaitProtection(pair);
                pause(pair);
            }
            stream.stop();
            story.tell(String.format(Locale.ROOT, "%,d increments acknowledged; ending", stream.acknowledged()));
            return counted.get();
        } catch (ExecutionException e) {
            throw new IOException("the clients failed", e.getCause());
        }
    }

    private static CounterTally run(CounterClient stream) {
        try {
            return stream.run(INCREMENTS_MAX, Duration.ofHours(1));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static long valueBefore(Pair pair) throws IOException {
        try (CounterControl control = new CounterControl(new InetSocketAddress("127.0.0.1", pair.forwardPort(1)))) {
            return control.value(Duration.ofSeconds(20));
        }
    }

    private void kill(Pair pair, CounterClient stream) throws IOException, InterruptedException {
        ChildProcess victim = pair.owner();
        if (victim == null) {
            throw new CommandFailure(
                    ExitCode.FAILED, "nobody to kill", "no replica owns the VM", "see the lines above");
        }
        story.tell(String.format(
                Locale.ROOT,
                "%,d increments acknowledged; kill -9 %d (%s, the primary)",
                stream.acknowledged(),
                victim.pid(),
                victim.name()));
        killedAtNanos.add(System.nanoTime());
        victim.kill();
        pair.lookUntil(() -> pair.owner() != null && pair.owner() != victim, PROTECT_MILLIS);
        if (pair.owner() != null && pair.owner() != victim) {
            story.tell(pair.owner().name() + " is live; a new backup starts");
        }
    }

    private void pause(Pair pair) throws IOException, InterruptedException {
        pair.lookUntil(() -> false, TimeUnit.SECONDS.toMillis(seconds));
    }

    private void awaitProtection(Pair pair) throws IOException, InterruptedException {
        boolean safe = pair.lookUntil(
                () -> pair.owner() != null && pair.owner().isAlive() && pair.isProtected(), PROTECT_MILLIS);
        if (!safe) {
            throw new CommandFailure(
                    ExitCode.NOT_PROTECTED,
                    "the pair is not protected",
                    "no backup was armed within " + PROTECT_MILLIS + " ms",
                    "see the lines above");
        }
        ChildProcess backup = pair.backup();
        story.tell("PROTECTED: " + pair.owner().name() + " (pid " + pair.owner().pid() + ") is the primary"
                + (backup == null ? "" : ", " + backup.name() + " (pid " + backup.pid() + ") its backup"));
    }

    /** The counter's value on its disk, -1 if there is none. */
    static long diskValue(Path disk) throws IOException {
        byte[] image = Files.readAllBytes(disk);
        return CounterRecord.newest(Arrays.copyOf(image, CounterRecord.DISK_BYTES))
                .map(CounterRecord::value)
                .orElse(-1L);
    }

    /** The guest's ELF beside the launcher, or in a folder above the working directory. */
    static Path counterGuest() {
        String home = System.getProperty("understudy.home");
        Path from = Path.of(home == null ? "" : home).toAbsolutePath();
        for (Path folder = from; folder != null; folder = folder.getParent()) {
            Path guest = folder.resolve("guests/counter/counter.elf");
            if (Files.exists(guest)) {
                return guest;
            }
        }
        throw new CommandFailure(
                ExitCode.HOST_LACKS,
                "no counter guest",
                "guests/counter/counter.elf is not in or above " + from,
                "run it from a checkout");
    }
}
