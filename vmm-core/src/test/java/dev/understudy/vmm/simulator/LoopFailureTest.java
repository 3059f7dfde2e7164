package dev.understudy.vmm.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.replication.ExitReason;
import org.junit.jupiter.api.Test;

/** An exception on the loop, or in what the channel tells, ends the replica: half of one must not live on. */
class LoopFailureTest {
    private final Simulator sim = new Simulator(1);

    @Test
    void aPrimarysBugOnTheLoopEndsIt() {
        protect();
        strike(sim.replica(1), () -> sim.replica(1).role().completed(null, null, null));
    }

    @Test
    void aPrimarysBugInWhatTheChannelTellsEndsIt() {
        protect();
        strike(sim.replica(1), () -> sim.replica(1).role().heard(null));
    }

    @Test
    void aBackupsBugEndsItAndThePrimaryGoesOnAlone() {
        protect();
        strike(sim.replica(2), () -> sim.replica(2).backup().entryAccepted(null));
        sim.until("alone", () -> sim.disk().record().generation() == 2);
        assertEquals(sim.replica(1), sim.owner());
    }

    private void protect() {
        sim.checkers().removeIf(DigestsEqual.class::isInstance); // it takes any failure for a difference
        sim.until("live", () -> sim.replica(1).isLive());
        sim.join(sim.replica(1));
        sim.until("protected", sim::isProtected);
    }

    private void strike(Replica victim, Runnable bug) {
        sim.time().after(0, victim, bug);
        sim.until("the end", () -> victim.ended() != null);
        assertEquals(ExitReason.FAILED, victim.ended());
        assertTrue(victim.lastWords().contains("a bug of the"), victim.lastWords());
    }
}
