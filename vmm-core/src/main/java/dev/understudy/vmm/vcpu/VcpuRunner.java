package dev.understudy.vmm.vcpu;

import dev.understudy.vmm.host.Inbox;
import java.util.function.Consumer;

/** Whoever steps the vCPUs of one machine, one after the other: a thread, or a test by hand. */
public interface VcpuRunner {
    /** Runs {@code next} from now on. {@code ended}: called where the vCPU runs, when it has ended. */
    void run(Vcpu next, Runnable ended);

    /** Ends at the end of the slice, for good. */
    void stop();

    /** CPU time taken so far, in nanoseconds. Any thread. */
    long cpuNanos();

    /** Makes runners. */
    interface Factory {
        /**
         * @param inbox what wakes the vCPU
         * @param failed hears what a vCPU threw; nothing runs any more then
         */
        VcpuRunner start(String name, Inbox inbox, Consumer<Throwable> failed);
    }
}
