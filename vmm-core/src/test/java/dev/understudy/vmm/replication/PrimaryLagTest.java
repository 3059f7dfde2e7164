package dev.understudy.vmm.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** An alive but slow backup is throttled for first, dropped by claim second (rule Lag). */
class PrimaryLagTest extends PrimaryOnTrial {
    private static final long SPEED = 200_000;

    private long backupAt;
    private final List<String> throttles = new java.util.ArrayList<>();

    /** The guest computes, its backup executes so many instructions a millisecond and acknowledges all it gets. */
    private void compute(long millis, long backupSpeed) {
        for (long i = 0; i < millis; i++) {
            orders.instruction += SPEED * primary.lag().share() / Lag.FULL_SHARE;
            backupAt = Math.min(orders.instruction, backupAt + backupSpeed);
            orders.appended = orders.instruction / SPEED;
            acknowledge();
            if (i % 20 == 0) {
                say(new PeerMessage.Heartbeat(0, backupAt, backupAt / SPEED, true, true));
            }
            pass(1);
            orders.taken().stream().filter(order -> !order.startsWith("send")).forEach(throttles::add);
        }
    }

    @Test
    void forABackupThatKeepsUpNothingIsOrdered() {
        protect();
        compute(5_000, SPEED);
        assertEquals(List.of(), throttles);
        assertEquals(PrimaryPhase.PROTECTED, primary.phase());
        assertTrue(primary.lag().nanos() < 50 * MILLI, primary.lag().toString());
    }

    @Test
    void aSlowBackupIsThrottledForAndKept() {
        protect();
        compute(10_000, SPEED / 2);
        assertTrue(throttles.size() > 1);
        assertTrue(throttles.stream().allMatch(order -> order.startsWith("throttle")), throttles::toString);
        assertEquals(PrimaryPhase.PROTECTED, primary.phase());
        assertEquals(50, primary.lag().throttledPercent(), 5);
        assertTrue(primary.lag().nanos() <= 3 * LIMITS.lagNanos(), primary.lag().toString());
        assertEquals(primary.lag().instructions(), primary.lag().entries() * SPEED, 2 * SPEED);
    }

    @Test
    void aBackupTooSlowForTheStrongestThrottleIsDroppedByClaim() {
        protect();
        compute(3_000, 100);
        assertEquals(PrimaryPhase.CLAIMING, primary.phase());
        String why = primary.protection().why();
        assertTrue(why.contains("backup lags by") && why.contains("6 % of the time"), why);
    }

    @Test
    void whoLosesItsBackupRunsAtFullSpeedAtOnce() {
        protect();
        compute(5_000, SPEED / 4);
        assertTrue(primary.lag().share() < Lag.FULL_SHARE);
        primary.channelLost("reset");
        assertEquals(List.of("closeChannel reset", "throttle 1000", "ask " + CLAIM), orders.taken());
        assertEquals(Lag.NONE, primary.lag());
    }

    /** The twin: with no lag limit it is kept for as long as it acknowledges, however far behind it falls. */
    @Test
    void withoutALagLimitABackupFallsBehindWithoutBound() {
        PrimaryProtocol patient =
                new PrimaryProtocol("web", SELF, 7, gate, LIMITS.withLag(FailureLimits.UNLIMITED), orders);
        patient.backupArrived(new PeerMessage.Hello(PeerMessage.VERSION, "web", BACKUP), BACKUP, now);
        patient.stateCaptured(0);
        patient.heard(new PeerMessage.Restored(), now);
        patient.arbiterAnswered(OPEN, GRANTED, now);
        for (int second = 0; second < 60; second++) {
            orders.instruction += 1_000 * SPEED;
            orders.appended += 500;
            patient.acknowledged(orders.appended, now);
            for (int i = 0; i < 200; i++) {
                now += 5 * MILLI;
                patient.heard(new PeerMessage.Heartbeat(0, second, 0, true, true), now);
                patient.tick(now);
            }
        }
        assertEquals(
                PrimaryPhase.PROTECTED, patient.phase(), patient.protection().why());
        assertTrue(patient.lag().nanos() > 55_000 * MILLI, patient.lag().toString());
    }

    @Test
    void aBackupThatReplayedMoreThanThereIsIsGivenUp() {
        protect();
        orders.appended = 10;
        say(new PeerMessage.Heartbeat(0, 0, 10, true, true));
        assertEquals(PrimaryPhase.PROTECTED, primary.phase());
        say(new PeerMessage.Heartbeat(0, 0, 11, true, true));
        assertEquals(PrimaryPhase.CLAIMING, primary.phase());
        assertTrue(
                primary.protection().why().contains("replayed entry 10 of 10"),
                primary.protection().why());
    }

    @Test
    void whileItIsRestoredABackupIsNotThrottledFor() {
        arrive();
        primary.stateCaptured(0);
        for (int i = 0; i < 150; i++) {
            orders.instruction += 10 * SPEED;
            say(new PeerMessage.Heartbeat(0, 0, 0, true, true));
            pass(10);
        }
        assertFalse(orders.taken().stream().anyMatch(order -> order.startsWith("throttle")));
        assertEquals(PrimaryPhase.TRANSFERRING, primary.phase());
    }
}
