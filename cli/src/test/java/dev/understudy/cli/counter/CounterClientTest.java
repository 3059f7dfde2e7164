package dev.understudy.cli.counter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.cli.counter.Anomaly.Kind;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CounterClientTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final AtomicLong value = new AtomicLong();

    @Test
    void aFaultlessServerGivesACleanTally() throws Exception {
        CounterTally tally =
                run(3, 4, 600, LONG, request -> List.of(FakeCounter.reply(request, value.incrementAndGet())));
        assertEquals(List.of(), tally.faults());
        assertEquals(600, tally.acknowledged());
        assertEquals(1, tally.firstValue());
        assertEquals(600, tally.lastValue());
    }

    @Test
    void aLostReplyIsNeverAskedForAgain() throws Exception {
        List<Long> asked = new ArrayList<>();
        CounterTally tally = run(1, 1, 5, Duration.ofMillis(500), request -> {
            asked.add(FakeCounter.number(request));
            long given = value.incrementAndGet();
            return given == 3 ? List.of() : List.of(FakeCounter.reply(request, given));
        });
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), asked);
        assertEquals(1, tally.count(Kind.LOST));
        assertEquals(1, tally.count(Kind.SKIPPED));
        assertEquals(4, tally.acknowledged());
        assertTrue(tally.longestGapMillis() >= 500, "gap " + tally.longestGapMillis());
    }

    @Test
    void aRepeatedReplyIsCounted() throws Exception {
        CounterTally tally = run(1, 1, 5, LONG, request -> {
            byte[] reply = FakeCounter.reply(request, value.incrementAndGet());
            return FakeCounter.number(request) == 2 ? List.of(reply, reply) : List.of(reply);
        });
        assertEquals(List.of("1 replies were repeated"), tally.faults());
        Anomaly repeated = tally.anomalies().get(0);
        assertEquals(2, repeated.nonce());
        assertEquals(2, repeated.value());
    }

    @Test
    void repliesOutOfOrderInsideAWindowAreNoFault() throws Exception {
        List<byte[]> kept = new ArrayList<>();
        CounterTally tally = run(1, 2, 10, LONG, request -> {
            kept.add(FakeCounter.reply(request, value.incrementAndGet()));
            if (kept.size() < 2) {
                return List.of();
            }
            List<byte[]> turned = List.of(kept.get(1), kept.get(0));
            kept.clear();
            return turned;
        });
        assertEquals(List.of(), tally.faults());
    }

    @Test
    void aValueGivenTwiceIsSeen() throws Exception {
        CounterTally tally = run(1, 1, 4, LONG, request -> {
            long number = FakeCounter.number(request);
            return List.of(FakeCounter.reply(request, number < 3 ? number : number - 1));
        });
        assertEquals(1, tally.count(Kind.DUPLICATED));
        assertEquals(1, tally.count(Kind.BACKWARDS));
        assertFalse(tally.clean());
    }

    @Test
    void theIdempotentClientRepeatsUntilItIsAnswered() throws Exception {
        Map<Long, Integer> heard = new HashMap<>();
        Function<ByteBuffer, List<byte[]>> deafAtFirst =
                request -> heard.merge(FakeCounter.number(request), 1, Integer::sum) < 3
                        ? List.of()
                        : List.of(FakeCounter.reply(request, FakeCounter.number(request) * 10));
        try (FakeCounter server = new FakeCounter(deafAtFirst);
                IdempotentClient client = new IdempotentClient(server.address(), 4, 0, Duration.ofMillis(50), LONG)) {
            assertEquals(10, client.increment());
            assertEquals(20, client.increment());
            assertTrue(client.repeats() >= 4, client.repeats() + " repeats");
        }
    }

    @Test
    void theIdempotentClientKeepsTheNumberOfARequestWithoutAnswer() throws Exception {
        try (FakeCounter server = new FakeCounter(request -> List.of());
                IdempotentClient client =
                        new IdempotentClient(server.address(), 4, 7, Duration.ofMillis(10), Duration.ofMillis(40))) {
            assertThrows(SocketTimeoutException.class, client::increment);
            assertEquals(7, client.sequence());
        }
    }

    private static CounterTally run(
            int clients, int window, long increments, Duration limit, Function<ByteBuffer, List<byte[]>> behaviour)
            throws Exception {
        try (FakeCounter server = new FakeCounter(behaviour);
                CounterClient client = new CounterClient(options(server.address(), clients, window, limit))) {
            return client.run(increments, LONG);
        }
    }

    private static CounterClient.Options options(InetSocketAddress server, int clients, int window, Duration limit) {
        return new CounterClient.Options(server, 1, clients, window, Duration.ZERO, limit, OptionalLong.of(0));
    }
}
