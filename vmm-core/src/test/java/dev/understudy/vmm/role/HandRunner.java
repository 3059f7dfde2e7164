package dev.understudy.vmm.role;

import dev.understudy.vmm.vcpu.Vcpu;
import dev.understudy.vmm.vcpu.VcpuRunner;
import java.util.function.Consumer;

/** Runs one slice when the test says so. */
final class HandRunner implements VcpuRunner {
    private final Consumer<Throwable> failed;
    private Vcpu vcpu;
    private Runnable ended;
    private boolean stopped;

    HandRunner(Consumer<Throwable> failed) {
        this.failed = failed;
    }

    @Override
    public void run(Vcpu next, Runnable whenEnded) {
        vcpu = next;
        ended = whenEnded;
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public long cpuNanos() {
        return 0;
    }

    void step() {
        if (vcpu == null || stopped) {
            return;
        }
        try {
            if (vcpu.step() == Vcpu.Step.ENDED) {
                vcpu = null;
                ended.run();
            }
        } catch (RuntimeException e) {
            stopped = true;
            failed.accept(e);
        }
    }
}
