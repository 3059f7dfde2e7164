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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** The counter in a pair, clients that count, a primary killed in mid-stream. One thread but for the clients'. */
final class Demo {
    private static final long DISK_BYTES = 1 << 20;
    private static final long INCREMENTS_MAX = CounterClient.REQUESTS_MAX;
    private static final Duration REPLY_LIMIT = Duration.ofSeconds(5);

    private final Path folder;
    private final int clients;
    private final int kills;
    private final int seconds;
    private final boolean plaintext;
    private final DemoStory story;
    private final Runnable atEnd;

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
        List<Double> killGapsMillis;
        try (DemoPair pair = new DemoPair(settings, folder, story, atEnd)) {
            pair.start();
            pair.awaitProtection();
            tally = count(pair);
            killGapsMillis = pair.killGapsMillis(tally.gaps());
        }
        return new DemoFacts(tally, kills, killGapsMillis, diskValue(disk));
    }

    private CounterTally count(DemoPair pair) throws IOException, InterruptedException {
        long before = valueBefore(pair);
        InetSocketAddress server = new InetSocketAddress("127.0.0.1", pair.forwardPort(0));
        CounterClient.Options options = new CounterClient.Options(
                        server, 1, clients, 1, Duration.ZERO, REPLY_LIMIT, java.util.OptionalLong.empty())
                .startingAfter(before);
        try (CounterClient stream = new CounterClient(options)) {
            CompletableFuture<CounterTally> counted = CompletableFuture.supplyAsync(() -> run(stream));
            story.tell(clients + " clients count, over UDP, every request sent once");
            pair.killRepeatedly(kills, seconds, () -> acknowledged(stream));
            stream.stop();
            story.tell(acknowledged(stream) + "; ending");
            return counted.get();
        } catch (ExecutionException e) {
            throw new IOException("the clients failed", e.getCause());
        }
    }

    private static String acknowledged(CounterClient stream) {
        return String.format(Locale.ROOT, "%,d increments acknowledged", stream.acknowledged());
    }

    private static CounterTally run(CounterClient stream) {
        try {
            return stream.run(INCREMENTS_MAX, Duration.ofHours(1));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static long valueBefore(DemoPair pair) throws IOException {
        try (CounterControl control = new CounterControl(new InetSocketAddress("127.0.0.1", pair.forwardPort(1)))) {
            return control.value(Duration.ofSeconds(20));
        }
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
