package dev.understudy.vmm.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How an owner takes in a backup, and when it is protected. */
class PrimaryJoiningTest extends PrimaryOnTrial {
    @Test
    void aloneItLetsEverythingOutAndSaysThatItIsNotProtected() {
        output();
        assertEquals(List.of(0L), world);
        assertEquals("NOT PROTECTED: no backup", primary.protection().toString());
    }

    @Test
    void aBackupJoinsByStateTransferThenHoldingThenArming() {
        arrive();
        assertEquals(PrimaryPhase.CAPTURING, primary.phase());
        assertEquals(List.of("captureState"), orders.taken());
        output();
        primary.stateCaptured(1);
        assertEquals(List.of("sendState"), orders.taken());
        assertEquals(PrimaryPhase.TRANSFERRING, primary.phase());
        output();
        assertEquals(List.of(0L, 1L), world, "outputs leave at once during the transfer");
        say(new PeerMessage.Restored());
        assertEquals(PrimaryPhase.HOLDING, primary.phase());
        assertEquals(List.of(), orders.taken(), "what left during the transfer is not acknowledged yet");
        acknowledge();
        assertEquals(List.of("ask " + OPEN), orders.taken());
        assertEquals(PrimaryPhase.ARMING, primary.phase());
        assertFalse(primary.protection().armed());
        answer(OPEN, GRANTED);
        assertEquals(List.of("send Armed[generation=8]"), orders.taken());
        assertEquals("PROTECTED", primary.protection().toString());
    }

    @Test
    void theGateIsBoundFromTheMomentTheBackupHasTheState() {
        arrive();
        primary.stateCaptured(0);
        say(new PeerMessage.Restored());
        output();
        assertEquals(List.of(), world);
        acknowledge();
        assertEquals(List.of(0L), world);
    }

    @Test
    void aBackupThatSpeaksAnotherVersionOrMeansAnotherVmIsRefused() {
        assertRefused("version 2", new PeerMessage.Hello(3, "web", BACKUP), BACKUP);
        assertRefused("runs web, not mail", new PeerMessage.Hello(PeerMessage.VERSION, "mail", BACKUP), BACKUP);
        assertRefused("its own backup", new PeerMessage.Hello(PeerMessage.VERSION, "web", SELF), SELF);
        assertEquals(PrimaryPhase.ALONE, primary.phase());
    }

    @Test
    void aSecondBackupIsRefused() {
        protect();
        assertRefused("there is a backup already", new PeerMessage.Hello(PeerMessage.VERSION, "web", OTHER), OTHER);
        assertEquals(BACKUP, primary.peer());
    }

    @Test
    void openIsRepeatedUntilAnsweredAndTheOutputRuleHoldsMeanwhile() {
        arming();
        answer(OPEN, UNREACHABLE);
        assertEquals(List.of(), orders.taken());
        assertTrue(
                primary.protection().why().contains("no route"),
                primary.protection().why());
        output();
        assertEquals(List.of(), world);
        pass(11);
        assertEquals(List.of("ask " + OPEN), orders.taken());
        answer(OPEN, GRANTED);
        assertEquals(PrimaryPhase.PROTECTED, primary.phase());
    }

    @Test
    void pausesBetweenTriesGrowToASecond() {
        protect();
        primary.channelLost("reset");
        int tries = 0;
        for (int i = 0; i < 10_000; i++) {
            if (orders.taken().contains("ask " + CLAIM)) {
                tries++;
                answer(CLAIM, UNREACHABLE);
            }
            pass(1);
        }
        assertEquals(16, tries, "after 10, 20, 40 ... 640 ms, then each second"); // 1.27 s, 8 s
    }

    @Test
    void aJoinThatTakesTooLongIsGivenUp() {
        arrive();
        primary.stateCaptured(0);
        for (int i = 0; i < 2_000; i += 20) {
            heartbeat(true, true);
            pass(20);
        }
        assertEquals(PrimaryPhase.ALONE, primary.phase());
        assertTrue(primary.protection().why().contains("not restored within 2000 ms"));
    }

    @Test
    void nobodyElseIsTakenInWhileTheStateIsBeingCopiedForAnEarlierBackup() {
        arrive();
        primary.channelLost("reset");
        assertRefused("try again", new PeerMessage.Hello(PeerMessage.VERSION, "web", OTHER), OTHER);
        primary.stateCaptured(0);
        assertEquals(PrimaryPhase.ALONE, primary.phase(), "the copy is for nobody");
        arrive();
        assertEquals(PrimaryPhase.CAPTURING, primary.phase());
    }
}
