package dev.understudy.vmm.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Thousands of stories with all rules on; and for each rule a story that goes wrong without it. */
class SimulationTest {
    /** More with -Dseeds=N; -Dstory=SEED prints one. */
    private static final int SEEDS = Integer.getInteger("seeds", 5_000);

    private static final int SEEDS_TO_FAIL = 5_000;

    @Test
    void withAllRulesNoSeedBreaksAPromise() {
        int takeovers = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            takeovers += tell(new Simulation(seed), seed);
        }
        assertTrue(takeovers > SEEDS / 4, "the stories are tame: only " + takeovers + " fail-overs");
    }

    @Test
    void theSameSeedTellsTheSameStory() {
        Simulation first = new Simulation(7);
        Simulation second = new Simulation(7);
        first.run();
        second.run();
        assertEquals(first.now(), second.now());
        assertEquals(first.fresh(), second.fresh());
    }

    @ParameterizedTest
    @CsvSource({
        "OUTPUT_RULE, begins without the life that made output",
        "GATE_FIRST, begins without the life that made output",
        "CLAIM_ALONE, begins without the life that made output",
        "SEAL, begins without the life that made output",
        "DRAIN, begins without the life that made output"
    })
    void aRuleOfTheProtocolIsNeeded(Rule off, String broken) {
        breaks(EnumSet.complementOf(EnumSet.of(off)), EnumSet.allOf(WorldRule.class), broken);
    }

    @ParameterizedTest
    @CsvSource({
        "TEST_AND_SET, is owned by",
        "NAMED_BACKUP, begins without the life that made output",
        "LIFE_TOKEN, begins without the life that made output",
        "FENCE, is applied over write",
        "WAIT_OUT, is applied over write",
        "CONNECTION_FENCE, is applied over write",
        "SWITCH_FENCE, a frame of generation",
        "HORIZON, begins without the life that made output",
        "REISSUE, nothing moves",
        "CONFIRMATION, was lost"
    })
    void aRuleOfTheWorldIsNeeded(WorldRule off, String broken) {
        breaks(Rule.ALL, EnumSet.complementOf(EnumSet.of(off)), broken);
    }

    private static void breaks(Set<Rule> rules, Set<WorldRule> worldRules, String broken) {
        for (long seed = 0; seed < SEEDS_TO_FAIL; seed++) {
            try {
                new Simulation(seed, rules, worldRules).run();
            } catch (Witness.Violation violation) {
                if (violation.getMessage().contains(broken)) {
                    return;
                }
            }
        }
        fail("no seed below " + SEEDS_TO_FAIL + " noticed that the rule is off");
    }

    private static int tell(Simulation story, long seed) {
        try {
            story.run();
            return story.witness().takeovers();
        } catch (AssertionError | RuntimeException broken) {
            throw new AssertionError("seed " + seed + ": " + broken.getMessage(), broken);
        }
    }
}
