package dev.understudy.vmm.vcpu;

import dev.understudy.vmm.host.Inbox;
import java.lang.management.ManagementFactory;
import java.util.function.Consumer;

/**
 * The one thread that owns a machine. It runs a {@link Vcpu} until that ends, then waits for the next one: a backup's
 * thread goes on as the primary's.
 */
public final class VcpuThread implements VcpuRunner {
    private final Inbox inbox;
    private final Thread thread;
    private final Consumer<Throwable> failed;
    private volatile Vcpu vcpu;
    private volatile Runnable ended;
    private volatile boolean stopped;

    /**
     * @param inbox what wakes the thread
     * @param failed hears what a vCPU threw; the thread has stopped then
     */
    public VcpuThread(String name, Inbox inbox, Consumer<Throwable> failed) {
        this.inbox = inbox;
        this.failed = failed;
        thread = new Thread(this::loop, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run(Vcpu next, Runnable ended) {
        this.ended = ended;
        this.vcpu = next;
        inbox.wake();
    }

    @Override
    public void stop() {
        stopped = true;
        inbox.wake();
    }

    /** Waits until the thread has ended. */
    public void join() throws InterruptedException {
        thread.join();
    }

    @Override
    public long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId());
    }

    private void loop() {
        try {
            while (!stopped) {
                Vcpu current = vcpu;
                if (current == null) {
                    inbox.sleep(100_000_000); // events may wait for the next vCPU already
                } else {
                    step(current);
                }
            }
        } catch (Throwable e) {
            failed.accept(e);
        }
    }

    private void step(Vcpu current) {
        switch (current.step()) {
            case RAN -> {}
            case IDLE, BLOCKED -> inbox.park(current.idleNanos());
            case ENDED -> {
                vcpu = null;
                ended.run();
            }
        }
    }
}
