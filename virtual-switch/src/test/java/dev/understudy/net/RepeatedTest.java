package dev.understudy.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RepeatedTest {
    @Test
    void taskThatThrowsIsRunAgain() throws Exception {
        ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
        CountDownLatch runs = new CountDownLatch(3);
        Runnable failing = () -> {
            runs.countDown();
            throw new IllegalStateException("meant for this test");
        };
        loop.scheduleAtFixedRate(new Repeated("a task", failing), 0, 1, TimeUnit.MILLISECONDS);
        assertTrue(runs.await(30, TimeUnit.SECONDS));
        loop.shutdownNow();
    }
}
