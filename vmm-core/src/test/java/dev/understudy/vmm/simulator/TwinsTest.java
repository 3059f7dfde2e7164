package dev.understudy.vmm.simulator;

import static org.junit.jupiter.api.Assertions.fail;

import dev.understudy.vmm.replication.Rule;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule is needed, and each checker sees: with one rule off, and the faults that it is for, a promise is broken soon. */
class TwinsTest {
    private static final int SEEDS_TO_FAIL = 1_000;

    @ParameterizedTest
    @CsvSource({
        "OUTPUT_RULE, output rule, KILL",
        "GATE_FIRST, output rule, SLOW_VCPU",
        "CLAIM_ALONE, output rule, DISCONNECT_PAIR CUT_TO_PEER",
        "SEAL, one content, CUT_TO_PEER ARBITER_AWAY",
        "SEAL, inputs once, CUT_TO_PEER ARBITER_AWAY",
        "DRAIN, one content, SLOW_VCPU KILL"
    })
    void aRuleOfTheProtocolIsNeeded(Rule off, String promise, String faults) {
        breaks(EnumSet.complementOf(EnumSet.of(off)), WorldRule.ALL, faults, Checker.class, promise);
    }

    @ParameterizedTest
    @CsvSource({
        "LIFE_TOKEN, one owner, KILL",
        "TEST_AND_SET, one owner, DISCONNECT_PAIR",
        "NAMED_BACKUP, inputs once, STRANDED ARBITER_AWAY",
        "WAIT_FOR_PAIRING, no life given up, RESTART",
        "FENCE, one owner, ISOLATED",
        "FENCE, one owner, TAKE_OVER",
        "WAIT_OUT, one owner, STUCK_REQUESTS KILL",
        "CONNECTION_FENCE, one content, STUCK_REQUESTS",
        "UNSYNCED_WRITES, durable, DISK_CRASH",
        "FLUSH, durable, KILL",
        "LOST_IS_NO_ERROR, disk errors, TAKE_OVER",
        "SWITCH_FENCE, one owner, ISOLATED",
        "NUMBERED_OUTPUTS, one content, DISCONNECT_SWITCH KILL",
        "NUMBERED_INPUTS, inputs once, KILL DISCONNECT_SWITCH",
        "ACK, output rule, KILL",
        "HORIZON, digests equal, KILL",
        "REISSUE, one content, KILL",
        "REISSUE, liveness, KILL",
        "CONFIRMATION, one content, KILL DISCONNECT_SWITCH HOST_DIES PARTITION_FROM_SWITCH",
        "TRUE_CLOCKS, guest time, KILL"
    })
    void aRuleOfTheWorldIsNeeded(WorldRule off, String promise, String faults) {
        breaks(Rule.ALL, without(off), faults, Checker.class, promise);
    }

    private static Set<WorldRule> without(WorldRule off) {
        return EnumSet.complementOf(EnumSet.of(off));
    }

    @Test
    void hazard3TwinABackupThatRunsPastItsEntriesIsAnotherMachine() {
        breaks(Rule.ALL, without(WorldRule.HORIZON), "KILL", DigestsEqual.class, "digests equal");
    }

    @Test
    void hazard6TwinWithoutTheFenceTheLateWriteOfAPrimaryThatWokeUpIsCarriedOut() {
        breaks(Rule.ALL, without(WorldRule.FENCE), "ISOLATED", OneOwner.class, "one owner");
    }

    /** What goes wrong inside shows outside, too, to those who cannot look inside. */
    @Test
    void withoutTheOutputRuleTheWorldSeesANumberWithTwoContents() {
        Set<Rule> rules = EnumSet.complementOf(EnumSet.of(Rule.OUTPUT_RULE));
        breaks(rules, WorldRule.ALL, "PARTITION_OF_THE_PAIR", OneContent.class, "one content");
    }

    /** @param seenBy the only checkers that watch */
    private static void breaks(
            Set<Rule> rules,
            Set<WorldRule> worldRules,
            String faults,
            Class<? extends Checker> seenBy,
            String promise) {
        EnumSet<Fault> only = EnumSet.noneOf(Fault.class);
        Arrays.stream(faults.split(" ")).map(Fault::valueOf).forEach(only::add);
        for (long seed = 0; seed < SEEDS_TO_FAIL; seed++) {
            try {
                new Story(seed, rules, worldRules, null)
                        .with(only)
                        .watchedBy(seenBy)
                        .run();
            } catch (Violation violation) {
                if (violation.promise().equals(promise)) {
                    return;
                }
            }
        }
        fail("no seed below " + SEEDS_TO_FAIL + " noticed");
    }
}
