package dev.understudy.vmm.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What an owner tells its backup, and when it leaves the guest to it. */
class PrimaryHandOverTest extends PrimaryOnTrial {
    @Test
    void heartbeatsGoOutAtTheirIntervalWithTheNewestGuestTime() {
        protect();
        orders.guestTime = 4_711;
        pass(20);
        assertEquals(List.of("send " + new PeerMessage.Heartbeat(4_711, 0, 0, true, true)), orders.taken());
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

    /** Each tries to connect again by itself, with pauses in between. */
    @Test
    void aWorldThatTheBackupFindsAgainFirstIsNoReasonToYield() {
        protect();
        primary.world(false, true, now);
        passWithHeartbeats(20_000, false);
        passWithHeartbeats(6_000, true);
        assertEquals(PrimaryPhase.PROTECTED, primary.phase());
        passWithHeartbeats(2_000, true);
        assertEquals(PrimaryPhase.YIELDING, primary.phase(), "it had its time to find it too");
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
}
