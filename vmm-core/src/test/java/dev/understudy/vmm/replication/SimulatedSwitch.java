package dev.understudy.vmm.replication;

import java.util.HashMap;
import java.util.Map;

/** The switch: believes the arbiter, not the replica. A stream from each replica. */
final class SimulatedSwitch {
    private final Simulation sim;
    private final Map<ClaimantId, Long> lastArrival = new HashMap<>();
    private long attached = 1;

    SimulatedSwitch(Simulation sim) {
        this.sim = sim;
    }

    void attach(SimulatedReplica from, long generation, Runnable answered) {
        arrive(from, () -> {
            // The owner's own claim may have overtaken its attach: older, but not another's.
            if (from.id().equals(sim.disk().owner())) {
                attached = Math.max(attached, generation);
                sim.at(sim.now() + sim.delay(20, 1_000), from, answered);
            } else {
                sim.at(sim.now() + sim.delay(20, 1_000), from, () -> from.fenced("the switch"));
            }
        });
    }

    void send(SimulatedReplica from, long generation, long number, long content) {
        arrive(from, () -> {
            if (generation >= attached || sim.isOff(WorldRule.SWITCH_FENCE)) {
                sim.witness().sawReply(generation, number, content);
                sim.at(sim.now() + sim.delay(20, 1_000), from, () -> from.confirmed(number));
            }
        });
    }

    private void arrive(SimulatedReplica from, Runnable what) {
        long when = lastArrival.merge(from.id(), sim.now() + sim.delay(20, 5_000), Math::max);
        sim.at(when, null, what);
    }
}
