package dev.understudy.vmm.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A backup of generation 7's owner and what it orders, in simulated time. */
class BackupProtocolTest {
    private static final long MILLI = 1_000_000;
    private static final FailureLimits LIMITS = FailureLimits.ofMillis(20, 100, 500, 2_000);
    private static final ClaimantId PRIMARY = new ClaimantId(0, 1);
    private static final ClaimantId SELF = new ClaimantId(0, 2);
    private static final Arbiter.Request CLAIM = new Arbiter.Request.Claim("web", 8);
    private static final Arbiter.Answer GRANTED = new Arbiter.Answer.Granted(8);
    private static final Arbiter.Answer REFUSED = new Arbiter.Answer.Refused("owned by another");
    private static final Arbiter.Answer UNREACHABLE = new Arbiter.Answer.Unreachable("no route");

    private final OrderedByBackup orders = new OrderedByBackup();
    private final BackupProtocol backup = new BackupProtocol("web", SELF, LIMITS, orders);
    private long now = MILLI;

    // ---- joining ----

    @Test
    void joinsRestoresAndFollows() {
        backup.start(now);
        assertEquals(List.of("send Hello[version=2, vm=web, claimant=" + SELF + "]"), orders.taken());
        say(new PeerMessage.Welcome(7, PRIMARY));
        assertEquals(BackupPhase.RESTORING, backup.phase());
        backup.transferComplete();
        assertEquals(List.of("restoreState"), orders.taken());
        backup.restored();
        assertEquals(List.of("send Restored[]"), orders.taken());
        assertEquals(BackupPhase.FOLLOWING, backup.phase());
        assertFalse(backup.isArmed());
        say(new PeerMessage.Armed(8));
        assertTrue(backup.isArmed());
    }

    @Test
    void aRefusedBackupEndsAndSaysWhy() {
        backup.start(now);
        say(new PeerMessage.Refused("there is a backup already"));
        assertEquals("PEER_REFUSED 7", orders.ended);
        assertEquals("there is a backup already", orders.message);
    }

    @Test
    void aBackupWithoutTheStateCannotHaveBeenNamedAndEndsAtOnce() {
        backup.start(now);
        say(new PeerMessage.Welcome(7, PRIMARY));
        orders.taken();
        backup.channelLost("reset");
        assertEquals("PEER_REFUSED 7", orders.ended);
        assertFalse(orders.taken().contains("ask " + CLAIM));
    }

    @Test
    void aPrimaryThatNeverAnswersIsLeft() {
        backup.start(now);
        pass(1_999);
        assertNull(orders.ended);
        pass(1);
        assertEquals("PEER_REFUSED 7", orders.ended);
    }

    // ---- seal, drain, claim, go live ----

    @Test
    void sealsDrainsClaimsAndGoesLiveInThisOrder() {
        follow();
        backup.channelLost("reset");
        assertEquals(List.of("sealLog", "closeChannel"), orders.taken());
        assertEquals(BackupPhase.SEALED, backup.phase());
        pass(10_000);
        assertEquals(List.of(), orders.taken(), "no claim before the drain is done");
        backup.drained(0);
        assertEquals(List.of("ask " + CLAIM), orders.taken());
        answer(GRANTED);
        assertEquals(List.of("closeChannel", "goLive 8"), orders.taken());
        assertEquals(BackupPhase.LIVE, backup.phase());
        assertEquals(8, backup.generation());
    }

    @Test
    void aSilentPrimaryIsBelievedGone() {
        follow();
        pass(99);
        assertEquals(BackupPhase.FOLLOWING, backup.phase());
        pass(1);
        assertEquals(BackupPhase.SEALED, backup.phase());
    }

    @Test
    void entriesAreASignOfLife() {
        follow();
        for (int i = 0; i < 50; i++) {
            pass(90);
            backup.entryAccepted(new LogEntry(i, Phase.BEFORE, new Event.Progress()), now);
        }
        assertEquals(BackupPhase.FOLLOWING, backup.phase());
    }

    @Test
    void whatThePrimarySaysAfterTheSealIsNotHeard() {
        follow();
        backup.channelLost("reset");
        orders.taken();
        say(new PeerMessage.Released(9));
        say(new PeerMessage.Armed(8));
        assertEquals(List.of(), orders.taken());
        assertEquals(BackupPhase.SEALED, backup.phase());
    }

    @Test
    void aBackupThatDidNotHearThatItIsArmedStillAsks() {
        followUnarmed();
        backup.channelLost("reset");
        backup.drained(0);
        assertTrue(orders.taken().contains("ask " + CLAIM));
        answer(REFUSED);
        assertEquals("LOST_CLAIM 5", orders.ended);
    }

    @Test
    void whoIsRefusedNeverAsksAgain() {
        follow();
        backup.channelLost("reset");
        backup.drained(0);
        answer(REFUSED);
        orders.taken();
        pass(10_000);
        assertEquals(List.of(), orders.taken());
        assertEquals("LOST_CLAIM 5", orders.ended);
    }

    @Test
    void whileTheArbiterIsAwayNobodyLivesAndItIsAskedAgain() {
        follow();
        backup.channelLost("reset");
        backup.drained(0);
        for (int i = 0; i < 20; i++) {
            orders.taken();
            answer(UNREACHABLE);
            assertTrue(backup.status().startsWith("nobody lives"), backup.status());
            assertTrue(backup.status().contains("no route"), backup.status());
            pass(1_000);
            assertEquals(List.of("ask " + CLAIM), orders.taken());
        }
        answer(GRANTED);
        assertEquals(BackupPhase.LIVE, backup.phase());
    }

    // ---- what forbids a claim ----

    @Test
    void aDivergedBackupTellsThePrimaryAndNeverClaims() {
        follow();
        backup.diverged("registers @912");
        assertEquals(List.of("send Diverged[report=registers @912]", "closeChannel"), orders.taken());
        assertEquals("DIVERGED 4", orders.ended);
        backup.channelLost("reset");
        backup.drained(0);
        pass(10_000);
        assertEquals(List.of(), orders.taken());
    }

    @Test
    void aDivergenceInTheDrainIsSaidLoudlyAndNobodyLives() {
        follow();
        backup.channelLost("reset");
        backup.diverged("registers @912");
        assertEquals("DIVERGED 4", orders.ended);
        assertTrue(orders.message.contains("nobody may live"), orders.message);
        assertFalse(orders.taken().contains("ask " + CLAIM));
    }

    @Test
    void aDrainThatCannotBeFinishedForbidsTheClaim() {
        follow();
        backup.channelLost("reset");
        backup.failed("out of memory");
        backup.drained(0);
        assertEquals("FAILED 1", orders.ended);
        assertFalse(orders.taken().contains("ask " + CLAIM));
    }

    // ---- a replayed power-off ----

    @Test
    void afterAReplayedPowerOffItClaimsBecauseTheLastOutputsMayNotHaveLeft() {
        powerOffInTheDrain();
        answer(GRANTED);
        assertTrue(orders.taken().toString().contains("goLive 8"));
        assertNull(orders.ended);
    }

    @Test
    void aLifeThatThePrimaryHasEndedEndsTheBackupWithTheGuestsCode() {
        powerOffInTheDrain();
        answer(REFUSED);
        assertEquals("GUEST_ENDED 3", orders.ended);
    }

    @Test
    void aReplayedPowerOffDoesNotWaitForAnArbiterForEver() {
        powerOffInTheDrain();
        for (int i = 0; i < 29; i++) {
            answer(UNREACHABLE);
            pass(1_000);
        }
        assertNull(orders.ended);
        pass(1_000);
        assertEquals("GUEST_ENDED 3", orders.ended);
        assertTrue(orders.message.contains("not known"), orders.message);
    }

    private void powerOffInTheDrain() {
        follow();
        backup.channelLost("reset");
        backup.replayedPowerOff(3, 0, now);
        assertTrue(orders.taken().contains("ask " + CLAIM));
    }

    // ---- yield ----

    @Test
    void takesAYieldWhenItHasLivedThroughAllOfIt() {
        follow();
        orders.accepted = 9;
        say(new PeerMessage.Yield(10));
        assertEquals(List.of(), orders.taken(), "an entry is still on its way");
        orders.accepted = 10;
        pass(1);
        assertEquals(List.of("sealLog"), orders.taken(), "the connection stays: the primary waits for the answer");
        backup.drained(0);
        assertEquals(List.of("send YieldTaken[]", "ask " + CLAIM), orders.taken());
    }

    @Test
    void aYieldThatDivergesInTheDrainIsNotTaken() {
        follow();
        say(new PeerMessage.Yield(0));
        orders.taken();
        backup.diverged("registers @912");
        assertEquals(List.of("send Diverged[report=registers @912]", "closeChannel"), orders.taken());
    }

    // ---- release notices, guest time ----

    @Test
    void outputsThatHaveLeftAreForgotten() {
        follow();
        say(new PeerMessage.Released(12));
        assertEquals(List.of("released 12"), orders.taken());
    }

    @Test
    void guestTimeGoesOnFromTheNewestHeardByOwnTime() {
        follow();
        say(new PeerMessage.Heartbeat(1_000, 0, 0, true, true));
        backup.entryAccepted(new LogEntry(5, Phase.DURING, new Event.TimeRead(2_000)), now);
        backup.channelLost("reset");
        pass(50);
        backup.drained(2_000);
        answer(GRANTED);
        assertEquals(2_000 + 500_000, orders.time.ticks(now));
    }

    // ---- steps ----

    private void followUnarmed() {
        backup.start(now);
        say(new PeerMessage.Welcome(7, PRIMARY));
        backup.transferComplete();
        backup.restored();
        orders.taken();
    }

    private void follow() {
        followUnarmed();
        say(new PeerMessage.Armed(8));
    }

    private void say(PeerMessage message) {
        backup.heard(message, now);
    }

    private void answer(Arbiter.Answer answer) {
        backup.arbiterAnswered(CLAIM, answer, now);
    }

    private void pass(long millis) {
        for (long i = 0; i < millis; i++) {
            now += MILLI;
            backup.tick(now);
        }
    }
}
