package dev.understudy.vmm.role;

import dev.understudy.vmm.host.Clock;
import dev.understudy.vmm.log.LogSink;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.MachineSnapshot;
import dev.understudy.vmm.machine.Output;
import dev.understudy.vmm.vcpu.LiveVcpu;
import dev.understudy.vmm.vcpu.Pacing;
import java.util.List;
import java.util.function.LongFunction;

/**
 * A live machine's state for a backup, stop and copy.
 *
 * @param firstSequence of the first entry that is not in it
 * @param pauseMillis how long the guest stood still
 */
record StateCopy(MachineSnapshot snapshot, long firstSequence, long pauseMillis) {
    /**
     * On the vCPU's thread, between two slices. Entries go to the backup from here on.
     *
     * @param open makes the backup's log, from the sequence number of its first entry
     */
    static StateCopy take(Machine machine, LiveVcpu vcpu, ReplicaLog log, LongFunction<LogSink> open, Clock clock) {
        long began = clock.nanoTime();
        long first = log.next();
        log.sendTo(open.apply(first));
        vcpu.startLog(log, Pacing.PAIR);
        MachineSnapshot snapshot = MachineSnapshot.capture(machine);
        return new StateCopy(snapshot, first, (clock.nanoTime() - began) / 1_000_000);
    }

    /** Takes as long as the state is big. {@code outputs}: those that the world may not have. */
    byte[] seal(List<Output> outputs) {
        return snapshot.seal(outputs);
    }

    /** One line for people. */
    String text(int sealedBytes) {
        return "state copied: " + (sealedBytes >> 10) + " KiB, the guest stood still for " + pauseMillis + " ms";
    }
}
