package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.understudy.cli.counter.IdempotentClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** The pair's only client counts at port 8: it repeats each request until it is answered, which may count it once only. */
final class InsistentCounting {
    private static final long SOME = 20;

    private final CounterPair counter;
    private final AtomicLong acknowledged = new AtomicLong();
    private final CompletableFuture<Long> lastValue;
    private volatile boolean stopped;

    private InsistentCounting(CounterPair counter) {
        this.counter = counter;
        lastValue = CompletableFuture.supplyAsync(this::count);
    }

    /** Returns when some increments are acknowledged. */
    static InsistentCounting begin(CounterPair counter) throws Exception {
        InsistentCounting begun = insist(counter);
        begun.countOn();
        return begun;
    }

    /** Returns at once: perhaps nothing can be acknowledged for now. */
    static InsistentCounting insist(CounterPair counter) {
        return new InsistentCounting(counter);
    }

    private long count() {
        try (IdempotentClient client =
                new IdempotentClient(counter.idempotentPort(), 7, 0, Duration.ofMillis(200), Duration.ofSeconds(90))) {
            long value = 0;
            while (!stopped) {
                value = client.increment();
                acknowledged.incrementAndGet();
            }
            return value;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long acknowledged() {
        return acknowledged.get();
    }

    /** Returns when the service has acknowledged some more. */
    void countOn() throws Exception {
        long enough = acknowledged.get() + SOME;
        counter.await("the client counts on", () -> acknowledged.get() >= enough || lastValue.isDone());
        if (lastValue.isDone()) {
            lastValue.get(); // tells why
        }
    }

    /** Ends client and pair: every increment counts once, and the disk says so too. */
    void stopAndJudge() throws Exception {
        stopped = true;
        counter.await("the client ends", lastValue::isDone);
        assertEquals(acknowledged.get(), lastValue.get(), counter::story);
        assertEquals(acknowledged.get(), counter.value(), counter::story);
        assertEquals(acknowledged.get(), counter.closeAndReadDisk(), counter::story);
    }
}
