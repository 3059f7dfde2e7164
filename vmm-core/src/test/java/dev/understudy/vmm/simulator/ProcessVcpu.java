package dev.understudy.vmm.simulator;

import dev.understudy.vmm.host.Inbox;
import dev.understudy.vmm.vcpu.LiveVcpu;
import dev.understudy.vmm.vcpu.ReplayVcpu;
import dev.understudy.vmm.vcpu.Vcpu;
import dev.understudy.vmm.vcpu.VcpuRunner;
import java.util.function.Consumer;

/** A process's vCPU: a slice takes some virtual time, an idle machine sleeps until its timer or until something comes. */
final class ProcessVcpu implements VcpuRunner {
    private final SimulatedProcess process;
    private final Inbox inbox;
    private final Consumer<Throwable> failed;
    private Vcpu vcpu;
    private long instruction;
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

    /** By chance, or by what was executed where the story says how long that takes. */
    private long duration() {
        long before = instruction;
        instruction = vcpu instanceof LiveVcpu live ? live.instructionSeen() : replayed();
        int nanos = process.nanosAnInstruction();
        return nanos == 0 ? process.sim.time().micros(2, 60) : VirtualTime.MICRO + (instruction - before) * nanos;
    }

    private long replayed() {
        return vcpu instanceof ReplayVcpu replay ? replay.instructionSeen() : instruction;
    }

    private void step() {
        sleeps = false;
        if (vcpu == null || stopped) {
            return;
        }
        try {
            switch (vcpu.step()) {
                case RAN -> stepAfter(duration());
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
