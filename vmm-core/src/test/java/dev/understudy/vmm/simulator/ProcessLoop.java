package dev.understudy.vmm.simulator;

import dev.understudy.vmm.role.Ticker;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A process's loop: one task after the other, each some time after it was given. */
final class ProcessLoop implements Executor, Ticker {
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
    public Runnable every(long millis, Runnable task) {
        Recurring recurring = new Recurring(task, TimeUnit.MILLISECONDS.toNanos(millis));
        recurring.fireLater();
        return () -> recurring.over = true;
    }

    private final class Recurring {
        private final Runnable task;
        private final long period;
        private boolean over;

        Recurring(Runnable task, long period) {
            this.task = task;
            this.period = period;
        }

        private void fireLater() {
            process.sim.time().after(period, process, () -> {
                if (!over) {
                    fireLater();
                    task.run();
                }
            });
        }
    }
}
