package dev.understudy.vmm.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How an owner gives up its backup, and what it may then do alone. */
class PrimaryLossTest extends PrimaryOnTrial {
    @Test
    void losingABackupBeforeOpenWasSentNeedsNoClaim() {
        holding();
        output();
        primary.channelLost("reset");
        assertEquals(PrimaryPhase.ALONE, primary.phase());
        assertEquals(List.of("closeChannel reset"), orders.taken());
        assertEquals(List.of(0L, 1L), world);
    }

    @Test
    void losingABackupAfterOpenWasSentClaimsAlthoughOpenWasNotAnswered() {
        arming();
        primary.channelLost("reset");
        assertEquals(List.of("closeChannel reset", "ask " + CLAIM), orders.taken());
        assertEquals(PrimaryPhase.CLAIMING, primary.phase());
    }

    @Test
    void whileClaimingNothingLeavesWhateverIsAcknowledged() {
        protect();
        output();
        primary.channelLost("reset");
        acknowledge();
        output();
        assertEquals(List.of(), world);
    }

    @Test
    void aGrantFreesWhatWasHeldInOrderAfterTheWorldKnowsTheGeneration() {
        protect();
        output();
        primary.channelLost("reset");
        output();
        orders.taken();
        answer(CLAIM, GRANTED);
        assertEquals(List.of("generationChanged 8"), orders.taken());
        assertEquals(List.of(0L, 1L), world);
        assertEquals(8, primary.generation());
        assertEquals("NOT PROTECTED: reset", primary.protection().toString());
        output();
        assertEquals(List.of(0L, 1L, 2L), world);
    }

    @Test
    void aBackupThatIsHeardButAcknowledgesNothingIsGivenUp() {
        protect();
        output();
        heartbeatsWithoutAnAck(primary, 600);
        assertEquals(PrimaryPhase.CLAIMING, primary.phase());
    }

    /** Its heartbeats come, so it is not silent: without a limit on progress its primary's outputs wait for ever. */
    @Test
    void withoutTheStallLimitOutputsWaitBehindABackupThatOnlyHeartbeats() {
        FailureLimits patient = FailureLimits.ofMillis(20, 100, 86_400_000, 86_400_000);
        PrimaryProtocol waiting = new PrimaryProtocol("web", SELF, 7, gate, patient, orders);
        waiting.backupArrived(new PeerMessage.Hello(PeerMessage.VERSION, "web", BACKUP), BACKUP, now);
        waiting.stateCaptured(0);
        waiting.heard(new PeerMessage.Restored(), now);
        waiting.arbiterAnswered(OPEN, GRANTED, now);
        output();
        heartbeatsWithoutAnAck(waiting, 3_600_000);
        assertEquals(PrimaryPhase.PROTECTED, waiting.phase());
        assertEquals(List.of(), world);
    }

    private void heartbeatsWithoutAnAck(PrimaryProtocol owner, long millis) {
        for (long i = 0; i < millis; i += 20) {
            now += 20 * MILLI;
            owner.heard(new PeerMessage.Heartbeat(0, 0, 0, true, true), now);
            owner.tick(now);
        }
    }

    @Test
    void whoIsRefusedEndsWithItsOwnCodeAndNothingLeaves() {
        protect();
        output();
        primary.channelLost("reset");
        answer(CLAIM, REFUSED);
        assertEquals(PrimaryPhase.ENDED, primary.phase());
        assertEquals("LOST_CLAIM 5", orders.ended);
        pass(10_000);
        acknowledge();
        output();
        assertEquals(List.of(), world);
    }

    @Test
    void anUnreachableArbiterIsAskedAgainForEverAndNothingLeaves() {
        protect();
        output();
        primary.channelLost("reset");
        for (int i = 0; i < 50; i++) {
            answer(CLAIM, UNREACHABLE);
            orders.taken();
            pass(1_000);
            assertEquals(List.of("ask " + CLAIM), orders.taken());
        }
        assertEquals(List.of(), world);
        assertTrue(
                primary.protection().why().contains("nothing leaves"),
                primary.protection().why());
        answer(CLAIM, GRANTED);
        assertEquals(List.of(0L), world);
    }

    @Test
    void anAnswerToAnOlderRequestIsNoAnswerToTheClaim() {
        arming();
        primary.channelLost("reset");
        answer(CLAIM, UNREACHABLE);
        answer(OPEN, REFUSED);
        answer(OPEN, GRANTED);
        assertEquals(PrimaryPhase.CLAIMING, primary.phase());
    }

    @Test
    void aRefusedOpenIsSettledByAClaim() {
        arming();
        answer(OPEN, REFUSED);
        assertEquals(PrimaryPhase.CLAIMING, primary.phase());
        answer(CLAIM, GRANTED);
        assertEquals(PrimaryPhase.ALONE, primary.phase());
    }

    @Test
    void aSilentBackupIsGivenUp() {
        protect();
        pass(110);
        assertEquals(PrimaryPhase.CLAIMING, primary.phase());
        assertTrue(
                primary.protection().why().contains("silent for 100 ms"),
                primary.protection().why());
    }

    @Test
    void aBackupThatSendsHeartbeatsButAcknowledgesNothingIsGivenUp() {
        protect();
        output();
        for (int i = 0; i < 500; i += 20) {
            assertEquals(PrimaryPhase.PROTECTED, primary.phase());
            pass(20);
            heartbeat(true, true);
        }
        pass(10);
        assertEquals(PrimaryPhase.CLAIMING, primary.phase());
        assertTrue(
                primary.protection().why().contains("acknowledged nothing"),
                primary.protection().why());
    }

    @Test
    void aDivergedBackupIsGivenUpAndAnotherMayCome() {
        protect();
        say(new PeerMessage.Diverged("registers @9120441000"));
        answer(CLAIM, GRANTED);
        assertEquals(
                "NOT PROTECTED: backup diverged: registers @9120441000",
                primary.protection().toString());
        arrive();
        primary.stateCaptured(orders.appended);
        say(new PeerMessage.Restored());
        assertTrue(orders.taken().contains("ask " + new Arbiter.Request.Open("web", 9, BACKUP)));
    }

    @Test
    void anAcknowledgementOfWhatWasNeverSentIsNotBelieved() {
        protect();
        output();
        primary.acknowledged(orders.appended + 1, now);
        assertEquals(PrimaryPhase.CLAIMING, primary.phase());
        assertEquals(List.of(), world);
    }

    @Test
    void theOperatorMayDropTheBackup() {
        protect();
        primary.dropBackup();
        assertEquals(PrimaryPhase.CLAIMING, primary.phase());
    }

    @Test
    void theFenceEndsIt() {
        protect();
        primary.ownershipLost("the disk is owned by generation 8");
        assertEquals("LOST_CLAIM 5", orders.ended);
        primary.channelLost("reset");
        assertNull(orders.endedAgain);
    }

    @Test
    void itsOwnFailureEndsItOnce() {
        protect();
        primary.failed("the vCPU failed");
        assertEquals("FAILED 1", orders.ended);
        primary.failed("again");
        assertNull(orders.endedAgain);
    }
}
