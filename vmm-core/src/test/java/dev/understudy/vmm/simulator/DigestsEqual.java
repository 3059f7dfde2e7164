package dev.understudy.vmm.simulator;

import dev.understudy.vmm.log.DivergenceReport;
import dev.understudy.vmm.replication.ExitReason;

/** Primary and backup are one machine: no digest, checksum or proof differs unless the story made it so; and no bug shows. */
final class DigestsEqual implements Checker {
    private final Simulator sim;

    DigestsEqual(Simulator sim) {
        this.sim = sim;
    }

    @Override
    public void diverged(Replica replica, DivergenceReport report) {
        if (!sim.isSpoiled(replica)) {
            throw new Violation("digests equal", replica + " diverged: " + report.text());
        }
    }

    @Override
    public void ended(Replica replica, ExitReason reason, String message) {
        if (reason == ExitReason.FAILED) {
            throw new Violation("digests equal", replica + " failed: " + message);
        }
    }
}
