package dev.understudy.vmm.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The owner of generation 7 and what it orders, in simulated time. */
class PrimaryProtocolTest {
    private static final long MILLI = 1_000_000;
    private static final FailureLimits LIMITS = FailureLimits.ofMillis(20, 100, 500, 2_000);
    private static final ClaimantId SELF = new ClaimantId(0, 1);
    private static final ClaimantId BACKUP = new ClaimantId(0, 2);
    private static final ClaimantId OTHER = new ClaimantId(0, 3);
    private static final Arbiter.Request OPEN = new Arbiter.Request.Open("web", 8, BACKUP);
    private static final Arbiter.Request CLAIM = new Arbiter.Request.Claim("web", 8);
    private static final Arbiter.Answer GRANTED = new Arbiter.Answer.Granted(8);
    private static final Arbiter.Answer REFUSED = new Arbiter.Answer.Refused("owned by another");
    private static final Arbiter.Answer UNREACHABLE = new Arbiter.Answer.Unreachable("no route");

    private record Frame(long number) implements Output {
        @Override
        public int bytes() {
            return 60;
        }
    }

    private final List<Long> world = new ArrayList<>();
    private final OrderedByPrimary orders = new OrderedByPrimary();
    private final OutputGate<Frame> gate = new OutputGate<>(100, 100_000, frame -> world.add(frame.number));
    private final PrimaryProtocol primary = new PrimaryProtocol("web", SELF, 7, gate, LIMITS, orders);
    private long now = MILLI;
    private long outputs;

    // ---- joining ----

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
        assertRefused("version 1", new PeerMessage.Hello(2, "web", BACKUP), BACKUP);
        assertRefused("runs web, not mail", new PeerMessage.Hello(1, "mail", BACKUP), BACKUP);
        assertRefused("its own backup", new PeerMessage.Hello(1, "web", SELF), SELF);
        assertEquals(PrimaryPhase.ALONE, primary.phase());
    }

    @Test
    void aSecondBackupIsRefused() {
        protect();
        assertRefused("there is a backup already", new PeerMessage.Hello(1, "web", OTHER), OTHER);
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
        assertRefused("try again", new PeerMessage.Hello(1, "web", OTHER), OTHER);
        primary.stateCaptured(0);
        assertEquals(PrimaryPhase.ALONE, primary.phase(), "the copy is for nobody");
        arrive();
        assertEquals(PrimaryPhase.CAPTURING, primary.phase());
    }

    // ---- giving up a backup ----

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

    // ---- heartbeats, release notices ----

    @Test
    void heartbeatsGoOutAtTheirIntervalWithTheNewestGuestTime() {
        protect();
        orders.guestTime = 4_711;
        pass(20);
        assertEquals(
                List.of("send Heartbeat[guestTime=4711, instruction=0, diskReachable=true, switchReachable=true]"),
                orders.taken());
    }

    @Test
    void theBackupHearsWhatHasReachedTheWorldAndNotWhatOnlyLeft() {
        protect();
        output();
        acknowledge();
        pass(20);
        assertEquals(List.of(0L), world);
        assertFalse(orders.taken().contains("send Released[outputs=1]"));
        orders.confirmed = 1;
        pass(20);
        assertTrue(orders.taken().contains("send Released[outputs=1]"));
        pass(20);
        assertFalse(orders.taken().contains("send Released[outputs=1]"), "said once");
    }

    // ---- yield ----

    @Test
    void withoutTheDiskItHandsOverToABackupThatHasIt() {
        protect();
        output();
        primary.world(false, true, now);
        passWithHeartbeats(110, true);
        assertEquals(PrimaryPhase.YIELDING, primary.phase());
        assertTrue(orders.taken().contains("stopVcpu disk unreachable here, not from the backup"));
        primary.vcpuStopped();
        assertEquals(List.of("send Yield[entries=1]"), orders.taken());
        say(new PeerMessage.YieldTaken());
        assertEquals("HANDED_OVER 0", orders.ended);
    }

    @Test
    void itKeepsTheGuestIfTheBackupIsNoBetterOff() {
        protect();
        primary.world(true, false, now);
        passWithHeartbeats(1_000, false);
        assertEquals(PrimaryPhase.PROTECTED, primary.phase());
    }

    @Test
    void aWorldThatComesBackSoonIsNoReasonToYield() {
        protect();
        primary.world(false, true, now);
        passWithHeartbeats(80, true);
        primary.world(true, true, now);
        passWithHeartbeats(1_000, true);
        assertEquals(PrimaryPhase.PROTECTED, primary.phase());
    }

    @Test
    void aBackupLostInTheHandOverIsClaimedAgainstAndTheGuestRunsOn() {
        protect();
        assertTrue(primary.failOver());
        primary.vcpuStopped();
        primary.channelLost("reset");
        orders.taken();
        answer(CLAIM, GRANTED);
        assertEquals(List.of("generationChanged 8", "resumeVcpu"), orders.taken());
        assertEquals(PrimaryPhase.ALONE, primary.phase());
    }

    @Test
    void theOperatorCannotFailOverToABackupThatIsNotArmed() {
        arming();
        assertFalse(primary.failOver());
        assertEquals(PrimaryPhase.ARMING, primary.phase());
    }

    // ---- power-off ----

    @Test
    void anOrderlyPowerOffEndsTheLifeAtTheArbiter() {
        primary.powerOffReleased(3, now);
        Arbiter.Request end = new Arbiter.Request.End("web", 7);
        assertEquals(List.of("ask " + end), orders.taken());
        answer(end, new Arbiter.Answer.Granted(7));
        assertEquals("GUEST_ENDED 3", orders.ended);
    }

    @Test
    void theBackupThatLeavesAfterThePowerOffIsNotClaimedAgainst() {
        protect();
        primary.powerOffReleased(0, now);
        orders.taken();
        primary.channelLost("the guest powered off");
        assertEquals(List.of(), orders.taken());
        assertEquals(PrimaryPhase.POWERING_OFF, primary.phase());
    }

    @Test
    void aPowerOffDoesNotWaitForAnArbiterForEver() {
        Arbiter.Request end = new Arbiter.Request.End("web", 7);
        primary.powerOffReleased(3, now);
        for (int i = 0; i < 6; i++) {
            answer(end, UNREACHABLE);
            pass(1_000);
        }
        assertEquals("GUEST_ENDED 3", orders.ended);
    }

    // ---- steps ----

    private void arrive() {
        PeerMessage answer = primary.backupArrived(new PeerMessage.Hello(1, "web", BACKUP), BACKUP, now);
        assertInstanceOf(PeerMessage.Welcome.class, answer);
    }

    /** Restored, and one output that left is not acknowledged. */
    private void holding() {
        arrive();
        primary.stateCaptured(0);
        output();
        say(new PeerMessage.Restored());
        orders.taken();
    }

    private void arming() {
        arrive();
        primary.stateCaptured(0);
        say(new PeerMessage.Restored());
        orders.taken();
    }

    private void protect() {
        arming();
        answer(OPEN, GRANTED);
        orders.taken();
    }

    /** The guest makes an output, proven by a new entry. */
    private void output() {
        gate.hold(new Frame(outputs++), orders.appended++);
    }

    private void acknowledge() {
        primary.acknowledged(orders.appended, now);
    }

    private void say(PeerMessage message) {
        primary.heard(message, now);
    }

    private void heartbeat(boolean disk, boolean network) {
        say(new PeerMessage.Heartbeat(0, 0, disk, network));
    }

    private void answer(Arbiter.Request asked, Arbiter.Answer answer) {
        primary.arbiterAnswered(asked, answer, now);
    }

    private void pass(long millis) {
        for (long i = 0; i < millis; i++) {
            now += MILLI;
            primary.tick(now);
        }
    }

    private void passWithHeartbeats(long millis, boolean diskReachable) {
        for (long i = 0; i < millis; i += 10) {
            heartbeat(diskReachable, true);
            acknowledge();
            pass(10);
        }
    }

    private void assertRefused(String because, PeerMessage.Hello hello, ClaimantId claimant) {
        PeerMessage answer = primary.backupArrived(hello, claimant, now);
        PeerMessage.Refused refused = assertInstanceOf(PeerMessage.Refused.class, answer);
        assertTrue(refused.reason().contains(because), refused.reason());
    }
}
