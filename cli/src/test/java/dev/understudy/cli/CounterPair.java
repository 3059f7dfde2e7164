package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.cli.counter.CounterClient;
import dev.understudy.cli.counter.CounterControl;
import dev.understudy.cli.counter.CounterTally;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;

/**
 * The counter in a pair of real processes over TLS, and clients that count. Bounds are generous: they end a test that hangs,
 * and judge nothing. The processes end with this one: they watch a pipe.
 */
final class CounterPair implements AutoCloseable {
    private static final Duration REPLY_LIMIT = Duration.ofSeconds(90);
    private static final long PATIENCE_MILLIS = 90_000;
    /** Far above any pause of a busy machine. */
    static final String[] LIMITS = {"--silence-limit=2000", "--stall-limit=4000"};

    private final Path disk;
    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private final Pair pair;
    private CounterClient stream;
    private CompletableFuture<CounterTally> counting;

    private CounterPair(Path folder, Path disk, Path state, List<String> limits) {
        this.disk = disk;
        pair = new Pair(
                new PairSettings(
                        "counter",
                        List.of("--kernel=" + Demo.counterGuest(), "--memory=32M"),
                        disk,
                        1 << 20,
                        List.of(
                                "udp:127.0.0.1:0:10.0.2.15:7",
                                "udp:127.0.0.1:0:10.0.2.15:8",
                                "udp:127.0.0.1:0:10.0.2.15:9"),
                        null,
                        state,
                        false,
                        limits),
                new RunFolder(folder.resolve("run")),
                said::add);
    }

    /** Protected, and nobody counts yet. */
    static CounterPair start(Path folder) throws Exception {
        return start(folder, LIMITS);
    }

    static CounterPair start(Path folder, String... limits) throws Exception {
        return start(folder, folder.resolve("counter.img"), folder.resolve("state"), limits);
    }

    /** With the disk's image and the arbiter's state where the test wants them. */
    static CounterPair start(Path folder, Path disk, Path state, String... limits) throws Exception {
        return new CounterPair(folder, disk, state, List.of(limits)).begin();
    }

    /** With a process that stands by as the next backup. */
    static CounterPair startWithSpare(Path folder) throws Exception {
        CounterPair counter =
                new CounterPair(folder, folder.resolve("counter.img"), folder.resolve("state"), List.of(LIMITS));
        counter.pair.keepSpare();
        return counter.begin();
    }

    private CounterPair begin() throws Exception {
        try {
            pair.startWorld();
            pair.startReplicas();
            awaitProtected();
            return this;
        } catch (Exception | AssertionError e) {
            close();
            throw new AssertionError(story(), e);
        }
    }

    Pair pair() {
        return pair;
    }

    InetSocketAddress plainPort() {
        return new InetSocketAddress("127.0.0.1", pair.forwardPort(0));
    }

    InetSocketAddress idempotentPort() {
        return new InetSocketAddress("127.0.0.1", pair.forwardPort(1));
    }

    long value() throws IOException {
        try (CounterControl control = new CounterControl(new InetSocketAddress("127.0.0.1", pair.forwardPort(2)))) {
            return control.value(Duration.ofMillis(PATIENCE_MILLIS));
        }
    }

    void powerOff() throws IOException {
        try (CounterControl control = new CounterControl(new InetSocketAddress("127.0.0.1", pair.forwardPort(2)))) {
            control.powerOff(Duration.ofMillis(PATIENCE_MILLIS));
        }
    }

    /** Looks until the last replica has ended. */
    void awaitNobody() throws Exception {
        pair.lookUntil(() -> false, PATIENCE_MILLIS);
        assertTrue(pair.guestEnd() != null, this::story);
    }

    // ---- clients ----------------------------------------------------------------------------------------------------

    /** Four clients send plain increments, each once, until {@link #stopCounting}; returns when some are acknowledged. */
    void startCounting() throws Exception {
        startCounting(Duration.ZERO);
    }

    /** As {@link #startCounting()}, with a least time between two requests of a client: processes that start need the CPU. */
    void startCounting(Duration pause) throws Exception {
        stream = new CounterClient(
                new CounterClient.Options(plainPort(), 1, 4, 1, pause, REPLY_LIMIT, OptionalLong.of(value())));
        counting = CompletableFuture.supplyAsync(() -> {
            try {
                return stream.run(CounterClient.REQUESTS_MAX, Duration.ofHours(1));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        countOn();
    }

    /** Returns when the service has acknowledged fifty more. */
    void countOn() throws Exception {
        long enough = stream.acknowledged() + 50;
        await("more increments are acknowledged", () -> stream.acknowledged() >= enough);
    }

    /** Ends clients and pair: nothing may be lost or repeated, and the disk holds the last value. */
    void stopCountingAndJudge() throws Exception {
        stream.stop();
        await("the last replies come", counting::isDone);
        CounterTally tally = counting.get();
        close();
        DemoFacts facts = new DemoFacts(tally, 0, List.of(), Demo.diskValue(disk));
        assertEquals(List.of(), facts.faults(), this::story);
        assertTrue(tally.acknowledged() > 0);
    }

    /** Ends the pair and gives what is on its disk. */
    long closeAndReadDisk() throws IOException {
        close();
        return Demo.diskValue(disk);
    }

    // ---- what is waited for -----------------------------------------------------------------------------------------

    void awaitProtected() throws Exception {
        await(
                "the pair is protected",
                () -> pair.owner() != null && pair.owner().isAlive() && pair.isProtected());
    }

    void awaitOwnerOtherThan(ChildProcess former) throws Exception {
        await("another replica owns the VM", () -> pair.owner() != null && pair.owner() != former);
    }

    void awaitSaid(String words) throws Exception {
        await("somebody says '" + words + "'", () -> hasSaid(words));
    }

    boolean hasSaid(String words) {
        return said.stream().anyMatch(line -> line.contains(words));
    }

    void await(String what, BooleanSupplier done) throws Exception {
        assertTrue(pair.lookUntil(done, PATIENCE_MILLIS), () -> "waited in vain: " + what + "\n" + story());
    }

    String story() {
        return String.join("\n", said);
    }

    // ---- signals ----------------------------------------------------------------------------------------------------

    static void stop(ChildProcess child) throws Exception {
        signal(child, "STOP");
    }

    static void goOn(ChildProcess child) throws Exception {
        signal(child, "CONT");
    }

    private static void signal(ChildProcess child, String signal) throws Exception {
        int code = new ProcessBuilder("kill", "-" + signal, Long.toString(child.pid()))
                .start()
                .waitFor();
        assertEquals(0, code, () -> "no " + signal + " to " + child.name());
    }

    /** Kills {@code child} and waits until it is dead, but not until anybody noticed. */
    static void kill(ChildProcess child) throws Exception {
        child.kill();
        assertTrue(child.awaitEnd(Duration.ofSeconds(30)));
    }

    @Override
    public void close() throws IOException {
        pair.close();
        if (stream != null) {
            stream.stop();
            stream.close();
        }
    }
}
