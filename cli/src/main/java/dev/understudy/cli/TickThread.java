package dev.understudy.cli;

import dev.understudy.vmm.role.Ticker;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Keeps time for a loop, on a thread of its own: a loop of Netty's rounds its waits to milliseconds and spins for what is left,
 * up to half a millisecond before each of its timers; with a tick every 5 ms that was a twentieth of a core, always.
 */
final class TickThread implements Ticker {
    private final Executor loop;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "ticks");
        thread.setDaemon(true);
        return thread;
    });

    TickThread(Executor loop) {
        this.loop = loop;
    }

    @Override
    public Runnable every(long millis, Runnable task) {
        AtomicBoolean waits = new AtomicBoolean(); // at most one in the loop's queue, however slow that is
        Future<?> ticking = timer.scheduleAtFixedRate(
                () -> {
                    if (!waits.getAndSet(true)) {
                        loop.execute(() -> {
                            waits.set(false);
                            task.run();
                        });
                    }
                },
                millis,
                millis,
                TimeUnit.MILLISECONDS);
        return () -> ticking.cancel(false);
    }
}
