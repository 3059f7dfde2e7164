package dev.understudy.vmm.simulator;

import dev.understudy.vmm.host.Inbox;
import dev.understudy.vmm.vcpu.Vcpu;
import dev.understudy.vmm.vcpu.VcpuRunner;
import java.util.function.Consumer;

/** A process's vCPU: a slice takes some virtual time, an idle machine sleeps until its timer or until something comes. */
final class ProcessVcpu implements VcpuRunner {
    private final SimulatedProcess process;
    private final Inbox inbox;
    private final Consumer<Throwable> failed;
    private Vcpu vcpu;
    private Runnable ended;
    private boolean sleeps;
    private boolean stopped;
    /** Of the newest look into the future; older ones are void. */
    private long alarm;

    ProcessVcpu(SimulatedProcess process, Inbox inbox, Consumer<Throwable> failed) {
        this.process = process;
        this.inbox = inbox;
        this.failed = failed;
    }

    @Override
    public void run(Vcpu next, Runnable whenEnded) {
        vcpu = next;
        ended = whenEnded;
        stepAfter(process.sim.time().micros(1, 50));
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public long cpuNanos() {
        return 0;
    }

    /** Something may be there for a vCPU that sleeps. */
    void wake() {
        if (sleeps) {
            stepAfter(process.sim.time().micros(1, 50));
        }
    }

    void wakeIfInputWaits() {
        if (sleeps && !inbox.isEmpty()) {
            wake();
        }
    }

    private void stepAfter(long nanos) {
        sleeps = false;
        stepAt(process.sim.time().now() + nanos * process.slowness() * process.vcpuSlowness());
    }

    private void stepAt(long nanos) {
        long mine = ++alarm;
        process.sim.time().at(nanos, process, () -> {
            if (mine == alarm) {
                step();
            }
        });
    }

    private void step() {
        sleeps = false;
        if (vcpu == null || stopped) {
            return;
        }
        try {
            switch (vcpu.step()) {
                case RAN -> stepAfter(process.sim.time().micros(2, 60));
                case IDLE, BLOCKED -> {
                    sleeps = true;
                    stepAt(process.sim.time().now() + Math.max(1, vcpu.idleNanos()));
                }
                case ENDED -> {
                    vcpu = null;
                    ended.run();
                }
            }
        } catch (RuntimeException e) {
            stopped = true;
            failed.accept(e);
        }
    }
}
