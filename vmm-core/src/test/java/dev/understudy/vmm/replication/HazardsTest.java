package dev.understudy.vmm.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The hazards of the fault-tolerance lecture that concern the protocol, each with its twin: the rule off, the harm done. The
 * simulator has those that need a machine, a disk and a switch.
 */
class HazardsTest {
    private static final ClaimantId PRIMARY = new ClaimantId(0, 1);
    private static final ClaimantId BACKUP = new ClaimantId(0, 2);
    private static final Arbiter.Request OPEN = new Arbiter.Request.Open("counter", 8, BACKUP);
    private static final Arbiter.Request CLAIM = new Arbiter.Request.Claim("counter", 8);
    private static final Arbiter.Answer GRANTED = new Arbiter.Answer.Granted(8);
    private static final Arbiter.Answer REFUSED = new Arbiter.Answer.Refused("granted to another");

    private record Reply(long number, int value) implements Output {
        @Override
        public int bytes() {
            return 4;
        }
    }

    /** A protected pair; the counter stands at 10, and both replicas know that. */
    private static final class Pair {
        private final List<Integer> replies = new ArrayList<>();
        private final OrderedByPrimary orders = new OrderedByPrimary();
        private final OrderedByBackup wishes = new OrderedByBackup();
        private final OutputGate<Reply> gate;
        private final PrimaryProtocol primary;
        private final BackupProtocol backup = new BackupProtocol("counter", BACKUP, FailureLimits.DEFAULT, wishes);
        private int counter = 10;

        private Pair(Set<Rule> rules) {
            gate = new OutputGate<>(8, 100, reply -> replies.add(reply.value), rules);
            primary = new PrimaryProtocol("counter", PRIMARY, 7, gate, FailureLimits.DEFAULT, orders, rules);
            backup.start(0);
            backup.heard(
                    primary.backupArrived(new PeerMessage.Hello(PeerMessage.VERSION, "counter", BACKUP), BACKUP, 0), 0);
            primary.stateCaptured(0);
            backup.transferComplete();
            backup.restored();
            primary.heard(new PeerMessage.Restored(), 0);
            primary.arbiterAnswered(OPEN, GRANTED, 0);
            backup.heard(new PeerMessage.Armed(8), 0);
        }

        /** A client asks the primary; the entry is made, the reply handed to the gate. */
        private void increment() {
            gate.hold(new Reply(orders.appended, ++counter), orders.appended);
            orders.appended++;
        }

        private void backupTakesOver() {
            backup.channelLost("reset");
            backup.drained(0);
            backup.arbiterAnswered(CLAIM, GRANTED, 0);
            assertEquals(BackupPhase.LIVE, backup.phase());
        }
    }

    @Test
    void hazard4NoClientIsToldElevenBeforeTheBackupKnowsOfIt() {
        Pair pair = new Pair(Rule.ALL);
        pair.increment(); // and the primary dies, the entry is lost
        assertEquals(List.of(), pair.replies);
    }

    @Test
    void hazard4TwinWithoutTheOutputRuleElevenIsToldTwice() {
        Pair pair = new Pair(EnumSet.complementOf(EnumSet.of(Rule.OUTPUT_RULE)));
        pair.increment();
        pair.backupTakesOver(); // its counter stands at 10
        assertEquals(List.of(11), pair.replies, "the next client will be told 11 too");
    }

    @Test
    void hazard5OfTwoThatBothReachTheDiskOneLives() {
        Pair pair = new Pair(Rule.ALL);
        pair.increment();
        pair.primary.channelLost("partition");
        pair.backupTakesOver();
        pair.primary.arbiterAnswered(CLAIM, REFUSED, 0);
        assertEquals("LOST_CLAIM 5", pair.orders.ended);
        assertEquals(List.of(), pair.replies);
    }

    @Test
    void hazard5TwinWhoGoesOnWithoutAClaimMakesTwoPrimaries() {
        Pair pair = new Pair(EnumSet.complementOf(EnumSet.of(Rule.CLAIM_ALONE)));
        pair.increment();
        pair.primary.channelLost("partition");
        pair.backupTakesOver();
        assertEquals(PrimaryPhase.ALONE, pair.primary.phase());
        assertEquals(List.of(11), pair.replies, "the new primary will say 11 too");
    }

    @Test
    void hazard6APrimaryThatWokeUpAndWasFencedSaysNothingMore() {
        Pair pair = new Pair(Rule.ALL);
        pair.increment();
        pair.increment();
        pair.backupTakesOver();
        // It wakes: the first acknowledgement lay in its buffer. That reply the backup knows; the fence still drops it.
        pair.primary.acknowledged(1, 0);
        assertEquals(List.of(11), pair.replies);
        pair.primary.ownershipLost("the switch has generation 8");
        pair.primary.acknowledged(2, 0);
        pair.increment();
        assertEquals(List.of(11), pair.replies);
        assertEquals("LOST_CLAIM 5", pair.orders.ended);
    }
}
