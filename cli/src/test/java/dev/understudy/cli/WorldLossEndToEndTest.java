package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.cli.counter.IdempotentClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Disk server and switch fail and come back on their ports, in real processes. */
@Timeout(300)
class WorldLossEndToEndTest {
    @TempDir
    Path folder;

    @Test
    void killedDiskServerComesBackAndNothingIsLost() throws Exception {
        try (CounterPair counter = CounterPair.start(folder)) {
            counter.startCounting();
            for (int kill = 0; kill < 2; kill++) {
                ChildProcess victim = counter.pair().disk();
                CounterPair.kill(victim);
                counter.await("a disk server serves again", () -> counter.pair().disk() != victim);
                counter.countOn();
            }
            counter.awaitProtected();
            ChildProcess primary = counter.pair().owner();
            CounterPair.kill(primary);
            counter.awaitOwnerOtherThan(primary);
            counter.countOn();
            counter.stopCountingAndJudge();
        }
    }

    /** Frames on their way die with the switch; who repeats a request until it is answered is served once. */
    @Test
    void killedSwitchComesBackAndNoIdempotentIncrementIsCountedTwice() throws Exception {
        try (CounterPair counter = CounterPair.start(folder)) {
            AtomicLong acknowledged = new AtomicLong();
            AtomicBoolean stopped = new AtomicBoolean();
            CompletableFuture<Long> last =
                    CompletableFuture.supplyAsync(() -> increment(counter, acknowledged, stopped));
            counter.await("the client counts", () -> acknowledged.get() > 20);
            for (int kill = 0; kill < 2; kill++) {
                ChildProcess victim = counter.pair().network();
                CounterPair.kill(victim);
                counter.await("a switch serves again", () -> counter.pair().network() != victim);
                long enough = acknowledged.get() + 20;
                counter.await("the client counts on", () -> acknowledged.get() > enough);
            }
            counter.awaitProtected();
            ChildProcess primary = counter.pair().owner();
            CounterPair.kill(primary);
            counter.awaitOwnerOtherThan(primary);
            long enough = acknowledged.get() + 20;
            counter.await("the client counts on", () -> acknowledged.get() > enough);
            stopped.set(true);
            counter.await("the client ends", last::isDone);
            assertEquals(acknowledged.get(), last.get());
            assertEquals(acknowledged.get(), counter.value());
            assertTrue(counter.pair().disk().isAlive());
        }
    }

    /** The value that the last increment was answered with. */
    private static long increment(CounterPair counter, AtomicLong acknowledged, AtomicBoolean stopped) {
        try (IdempotentClient client = client(counter)) {
            long value = 0;
            while (!stopped.get()) {
                value = client.increment();
                acknowledged.incrementAndGet();
            }
            return value;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static IdempotentClient client(CounterPair counter) throws java.io.IOException {
        return new IdempotentClient(counter.idempotentPort(), 7, 0, Duration.ofMillis(200), Duration.ofSeconds(90));
    }
}
