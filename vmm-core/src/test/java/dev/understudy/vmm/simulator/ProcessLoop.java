package dev.understudy.vmm.simulator;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A process's loop: one task after the other, each some time after it was given. */
final class ProcessLoop extends AbstractExecutorService implements ScheduledExecutorService {
    private final SimulatedProcess process;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private boolean scheduled;

    ProcessLoop(SimulatedProcess process) {
        this.process = process;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        schedule();
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            process.after(process.sim.time().micros(1, 40), this::runOne);
        }
    }

    private void runOne() {
        scheduled = false;
        Runnable task = tasks.remove();
        if (!tasks.isEmpty()) {
            schedule();
        }
        task.run();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long delay, long period, TimeUnit unit) {
        Periodic periodic = new Periodic(task, unit.toNanos(period));
        periodic.fireAfter(unit.toNanos(delay));
        return periodic;
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long delay, long period, TimeUnit unit) {
        return scheduleAtFixedRate(task, delay, period, unit);
    }

    private final class Periodic extends FutureTask<Void> implements ScheduledFuture<Void> {
        private final Runnable task;
        private final long period;
        private boolean over;

        Periodic(Runnable task, long period) {
            super(task, null);
            this.task = task;
            this.period = period;
        }

        private void fireAfter(long nanos) {
            process.sim.time().after(nanos, process, () -> {
                if (!over) {
                    fireAfter(period);
                    task.run();
                }
            });
        }

        @Override
        public boolean cancel(boolean interrupt) {
            over = true;
            return true;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            throw new UnsupportedOperationException("no role asks for this");
        }

        @Override
        public int compareTo(Delayed other) {
            throw new UnsupportedOperationException("no role asks for this");
        }
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException("no role asks for this");
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException("no role asks for this");
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
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
