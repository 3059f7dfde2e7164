package dev.understudy.vmm.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.replication.ExitReason;
import dev.understudy.vmm.replication.FailureLimits;
import dev.understudy.vmm.replication.PrimaryPhase;
import dev.understudy.vmm.replication.Rule;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How roles are wired for a change of owners that nobody died for. */
class HandOverTest {
    private static final int SEEDS = 6;
    private static final int INCREMENTS = 60;
    private static final long FOR_GOOD = 1_000_000 * VirtualTime.MILLI;

    @Test
    void aPrimaryWithoutTheSwitchHandsOverAndNoRequestIsLost() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Simulator sim = serving(seed);
            sim.join(sim.replica(1));
            sim.until("protected", sim::isProtected);
            sim.network().cutBoth(sim.replica(1), sim.switchServer().process(), FOR_GOOD);
            sim.until("all answers", () -> sim.clients().areDone());
            sim.checkers().forEach(Checker::finished);
            assertEquals(ExitReason.HANDED_OVER, sim.replica(1).ended());
            assertEquals(sim.replica(2), sim.owner());
        }
    }

    /** The twin: clients wait for as long as the cut lasts, although a backup could serve them. */
    @Test
    void withoutYieldNobodyIsServedByAPrimaryWithoutTheSwitch() {
        Set<WorldRule> rules = EnumSet.complementOf(EnumSet.of(WorldRule.YIELD));
        Simulator sim = serving(new Simulator(0, FailureLimits.DEFAULT, Rule.ALL, rules, null));
        sim.join(sim.replica(1));
        sim.until("protected", sim::isProtected);
        sim.network().cutBoth(sim.replica(1), sim.switchServer().process(), FOR_GOOD);
        sim.pass(1_000 * VirtualTime.MILLI); // what was on its way
        int answered = sim.clients().answered();
        sim.pass(60_000 * VirtualTime.MILLI);
        assertEquals(answered, sim.clients().answered());
        assertFalse(sim.clients().areDone());
        assertTrue(sim.isProtected());
    }

    @Test
    void whileABackupIsRestoredTheSwitchKeepsWhatTheBackupDoesNotHave() {
        for (long seed = 10; seed < 10 + SEEDS; seed++) {
            Simulator sim = serving(seed);
            sim.join(sim.replica(1));
            sim.until("transfer", () -> sim.replica(1).role().phase() == PrimaryPhase.TRANSFERRING);
            sim.network().cutBoth(sim.replica(1), sim.replica(2), sim.time().now() + 200 * VirtualTime.MILLI);
            int answered = sim.clients().answered();
            sim.until("answers", () -> sim.clients().answered() >= answered + 10);
            sim.pass(10 * VirtualTime.MILLI);
            assertEquals(PrimaryPhase.TRANSFERRING, sim.replica(1).role().phase());
            assertTrue(sim.switchServer().kept() >= 10, "the requests are the backup's to hear as well");
            sim.until("all answers", () -> sim.clients().areDone());
            sim.until("acknowledged", () -> sim.switchServer().kept() == 0);
        }
    }

    private static Simulator serving(long seed) {
        return serving(new Simulator(seed));
    }

    private static Simulator serving(Simulator sim) {
        sim.clients().begin(4, INCREMENTS, 2_000);
        sim.until("the guest serves", () -> sim.clients().answered() >= 3);
        return sim;
    }
}
