package dev.understudy.vmm.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How a guest's end comes to its owner's end. */
class PrimaryPowerOffTest extends PrimaryOnTrial {
    private static final Arbiter.Request END = new Arbiter.Request.End("web", 7);

    @Test
    void anOrderlyPowerOffEndsTheLifeAtTheArbiter() {
        primary.powerOffReleased(3, now);
        assertEquals(List.of("ask " + END), orders.taken());
        answer(END, new Arbiter.Answer.Granted(7));
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
        primary.powerOffReleased(3, now);
        for (int i = 0; i < 6; i++) {
            answer(END, UNREACHABLE);
            pass(1_000);
        }
        assertEquals("GUEST_ENDED 3", orders.ended);
    }

    @Test
    void lastOutputsAreWaitedForButNotForEver() {
        waitForTheWorld(29_999);
        assertEquals(List.of(), orders.taken());
        assertTrue(primary.protection().why().contains("wait for disk or switch"));
        waitForTheWorld(2);
        assertEquals(List.of("ask " + END), orders.taken());
        answer(END, new Arbiter.Answer.Granted(7));
        assertEquals("GUEST_ENDED 3", orders.ended);
        assertTrue(orders.message.contains("lost"), orders.message);
    }

    @Test
    void aBackupThatReachesTheSwitchIsHandedTheLastOutputs() {
        protect();
        primary.world(true, false, now);
        for (int i = 0; i < 110; i += 10) {
            heartbeat(true, true);
            waitForTheWorld(10);
        }
        assertEquals(PrimaryPhase.YIELDING, primary.phase());
    }

    @Test
    void aClaimUnderWaySaysFirstWhichGenerationEnds() {
        protect();
        primary.channelLost("reset");
        orders.taken();
        primary.powerOffReleased(3, now);
        assertEquals(List.of(), orders.taken());
        answer(CLAIM, GRANTED);
        pass(1);
        assertTrue(orders.taken().contains("ask " + new Arbiter.Request.End("web", 8)));
    }

    @Test
    void aLifeThatTheBackupEndsIsNoLostClaim() {
        primary.powerOffReleased(3, now);
        answer(END, REFUSED);
        assertEquals("GUEST_ENDED 3", orders.ended);
    }

    private void waitForTheWorld(long millis) {
        for (long i = 0; i < millis; i++) {
            pass(1);
            primary.powerOffWaits(3, now);
        }
    }
}
