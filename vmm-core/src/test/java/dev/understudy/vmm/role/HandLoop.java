package dev.understudy.vmm.role;

import dev.understudy.vmm.host.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A loop that runs one task when the test says so, in simulated time. */
final class HandLoop extends AbstractExecutorService implements ScheduledExecutorService {
    private final Clock clock;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final List<Periodic> periodics = new ArrayList<>();

    HandLoop(Clock clock) {
        this.clock = clock;
    }

    /** Runs the oldest task that is due, if there is one. */
    void step() {
        for (Periodic periodic : List.copyOf(periodics)) {
            periodic.fire(clock.nanoTime());
        }
        Runnable task = tasks.poll();
        if (task != null) {
            task.run();
        }
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long delay, long period, TimeUnit unit) {
        Periodic periodic = new Periodic(task, clock.nanoTime() + unit.toNanos(delay), unit.toNanos(period));
        periodics.add(periodic);
        return periodic;
    }

    private final class Periodic extends FutureTask<Void> implements ScheduledFuture<Void> {
        private final Runnable task;
        private final long period;
        private long due;

        Periodic(Runnable task, long due, long period) {
            super(task, null);
            this.task = task;
            this.due = due;
            this.period = period;
        }

        void fire(long now) {
            if (now >= due) {
                due = now + period;
                tasks.add(task);
            }
        }

        @Override
        public boolean cancel(boolean interrupt) {
            return periodics.remove(this);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - clock.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long delay, long period, TimeUnit unit) {
        return scheduleAtFixedRate(task, delay, period, unit);
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
        return Collections.emptyList();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }
}
