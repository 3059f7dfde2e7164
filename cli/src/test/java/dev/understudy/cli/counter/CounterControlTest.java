package dev.understudy.cli.counter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CounterControlTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** As on a busy machine, where a request is repeated before its answer comes, and both are answered. */
    @Test
    void secondAnswerToAnEarlierQuestionIsNotTakenForTheAnswerToThisOne() throws Exception {
        AtomicLong value = new AtomicLong();
        try (FakeCounter server = new FakeCounter(request -> {
                    byte[] answer = ("value=" + value.incrementAndGet()).getBytes(StandardCharsets.US_ASCII);
                    return List.of(answer, answer);
                });
                CounterControl control = new CounterControl(server.address())) {
            assertEquals(1, control.value(PATIENCE));
            assertEquals(2, control.value(PATIENCE));
        }
    }
}
