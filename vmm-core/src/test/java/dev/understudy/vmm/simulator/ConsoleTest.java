package dev.understudy.vmm.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.understudy.vmm.replication.FailureLimits;
import dev.understudy.vmm.replication.Rule;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Somebody types at the console while replicas come and go (rule Numbered inputs). */
class ConsoleTest {
    private static final int SEEDS = 6;

    /** Types for a while, over a fail-over. */
    private static Simulator typed(long seed, Set<WorldRule> rules) {
        Simulator sim = new Simulator(seed, FailureLimits.DEFAULT, Rule.ALL, rules, null);
        sim.until("live", () -> sim.replica(1).isLive());
        sim.typist().begin(600);
        sim.join(sim.replica(1));
        sim.until("protected", sim::isProtected);
        sim.pass(20 * VirtualTime.MILLI);
        sim.replica(1).kill(false);
        sim.until("live again", () -> sim.replica(2).isLive());
        sim.pass(20 * VirtualTime.MILLI);
        sim.typist().stop();
        return sim;
    }

    @Test
    void eachKeyIsHeardOnceOverAFailOver() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Simulator sim = typed(seed, WorldRule.ALL);
            sim.within(1_000 * VirtualTime.MILLI, "all keys are heard", sim::areKeysHeard);
            sim.checkers().forEach(Checker::finished);
        }
    }

    @Test
    void withoutNumbersSomeAreHeardTwiceOrNever() {
        Set<WorldRule> rules = EnumSet.complementOf(EnumSet.of(WorldRule.NUMBERED_INPUTS));
        for (long seed = 0; seed < 50; seed++) {
            try {
                Simulator sim = typed(seed, rules);
                sim.within(1_000 * VirtualTime.MILLI, "all keys are heard", sim::areKeysHeard);
            } catch (Violation broken) {
                assertEquals("inputs once", broken.promise());
                return;
            }
        }
        fail("nothing was lost or doubled");
    }
}
