package dev.understudy.vmm.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.replication.ExitReason;
import dev.understudy.vmm.replication.FailureLimits;
import org.junit.jupiter.api.Test;

/** A new life after nobody could go on with the old one: it goes on from the disk (rule Cold start). */
class ColdStartTest {
    private static final int SEEDS = 6;
    private static final int INCREMENTS = 60;
    private static final long TEN_LIMITS = 10 * FailureLimits.DEFAULT.silenceNanos();

    @Test
    void aPairIsNotReplacedWhileItMayLiveUnlessAnOperatorTakesOver() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Simulator sim = protectedPair(seed);
            sim.replica(1).kill(true);
            sim.replica(2).kill(true);
            Replica refused = sim.coldStart(false);
            sim.until("it is refused", () -> !refused.isAlive());
            assertTrue(refused.lastWords().contains("not started"), refused.lastWords());
            assertEquals(1, sim.disk().record().life());

            Replica started = sim.coldStart(true);
            sim.until("it lives", started::isLive);
            assertEquals(2, sim.disk().record().life());
            assertGoesOnFromTheDisk(sim);
        }
    }

    @Test
    void afterTenFailureLimitsWithoutASignOfThePairANewLifeMayBegin() {
        for (long seed = 10; seed < 10 + SEEDS; seed++) {
            Simulator sim = protectedPair(seed);
            sim.replica(2).pauseUntil(sim.time().now() + 2 * TEN_LIMITS);
            sim.replica(1).kill(false);
            sim.pass(TEN_LIMITS + VirtualTime.MILLI);
            Replica started = sim.coldStart(false);
            sim.until("it lives", started::isLive);
            sim.until("the sleeper wakes up and ends", () -> sim.replica(2).ended() != null);
            assertEquals(ExitReason.LOST_CLAIM, sim.replica(2).ended());
            assertGoesOnFromTheDisk(sim);
        }
    }

    /** It stands in the middle of its work; what it acknowledged is on the disk, and nothing of it lands later. */
    @Test
    void anOwnerThatAnOperatorTookOverFromDoesNoHarm() {
        for (long seed = 20; seed < 20 + SEEDS; seed++) {
            Simulator sim = protectedPair(seed);
            Replica started = sim.coldStart(true);
            sim.until("it lives", started::isLive);
            sim.until("the old owner ends", () -> !sim.replica(1).isAlive());
            assertEquals(ExitReason.LOST_CLAIM, sim.replica(1).ended());
            assertGoesOnFromTheDisk(sim);
        }
    }

    private static Simulator protectedPair(long seed) {
        Simulator sim = new Simulator(seed);
        sim.clients().begin(4, INCREMENTS, 2_000);
        sim.until("the guest serves", () -> sim.clients().answered() >= 3);
        sim.join(sim.replica(1));
        sim.until("protected", sim::isProtected);
        sim.until("some answers", () -> sim.clients().answered() >= 10);
        return sim;
    }

    private static void assertGoesOnFromTheDisk(Simulator sim) {
        sim.until("all are answered that can be", () -> sim.clients().areDone());
        sim.checkers().forEach(Checker::finished);
        assertTrue(sim.console().contains("counter: boot"), sim.console());
        assertFalse(sim.console().contains("counter: value 0 read"), sim.console());
        long highest = sim.clients().operations().stream()
                .mapToLong(operation -> operation.value)
                .max()
                .orElseThrow();
        assertEquals(highest, sim.disk().image().value());
    }
}
