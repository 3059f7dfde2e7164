package dev.understudy.vmm.role;

import dev.understudy.isa.ExecutionEngine;
import dev.understudy.isa.Hart;
import dev.understudy.vmm.host.BlockStore;
import dev.understudy.vmm.host.Clock;
import dev.understudy.vmm.host.Entropy;
import dev.understudy.vmm.host.NetworkPort;
import dev.understudy.vmm.log.DivergenceReport;
import dev.understudy.vmm.replication.Arbiter;
import dev.understudy.vmm.replication.ClaimantId;
import dev.understudy.vmm.replication.ExitReason;
import dev.understudy.vmm.replication.FailureLimits;
import dev.understudy.vmm.replication.Rule;
import dev.understudy.vmm.vcpu.VcpuRunner;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * What a replica finds in its process.
 *
 * @param vm the VM's name at arbiter, disk and switch
 * @param self this process's claimant
 * @param engine makes what executes the instructions of a machine that is taken over
 * @param loop the one thread that runs protocol, gate and channel
 * @param ticker has what recurs run on the loop
 * @param vcpus starts what runs the machine; called once
 * @param background runs what takes long and belongs to no other thread
 * @param disk makes the shared disk's client, standing by; called once
 * @param network makes the port to the switch; called once
 * @param rules all, but in tests
 */
public record ReplicaHost(
        String vm,
        ClaimantId self,
        FailureLimits limits,
        Function<Hart, ExecutionEngine> engine,
        Executor loop,
        Ticker ticker,
        Executor background,
        Clock clock,
        Entropy entropy,
        VcpuRunner.Factory vcpus,
        Arbiter arbiter,
        Function<BlockStore.Listener, BlockStore> disk,
        Function<NetworkPort.Listener, NetworkPort> network,
        Announcer announcer,
        Set<Rule> rules) {

    /** Hears what people and service managers should know. Called on the loop; must not block. */
    public interface Announcer {
        /** One line. */
        void say(String line);

        /** The replica runs the machine and owns {@code generation}. */
        void live(long generation, PrimaryRole role);

        /** The replay differs from the log. {@code snapshot}: this replica's machine where that was seen. */
        void diverged(DivergenceReport report, byte[] snapshot);

        /** The replica's part is over. */
        void ended(ExitReason reason, int exitCode, String message);
    }
}
