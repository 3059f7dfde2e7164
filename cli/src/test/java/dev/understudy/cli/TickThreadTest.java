package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TickThreadTest {
    private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> ran = new LinkedBlockingQueue<>();

    @Test
    void aLoopThatDoesNotComeToItHasOneTickInItsQueue() throws InterruptedException {
        Runnable end = new TickThread(loop::add).every(1, () -> ran.add("tick"));
        Runnable tick = loop.poll(10, TimeUnit.SECONDS);
        assertNotNull(tick);
        assertNull(loop.poll(50, TimeUnit.MILLISECONDS), "a second one before the first has run");
        tick.run();
        assertNotNull(ran.poll());
        assertNotNull(loop.poll(10, TimeUnit.SECONDS), "the next");
        end.run();
    }
}
