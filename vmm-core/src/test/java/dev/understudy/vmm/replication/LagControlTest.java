package dev.understudy.vmm.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A guest that always computes, and backups of all speeds, in simulated time. */
class LagControlTest {
    private static final long MILLI = 1_000_000;
    private static final FailureLimits LIMITS = FailureLimits.DEFAULT;
    private static final long LIMIT_MILLIS = LIMITS.lagNanos() / MILLI;
    /** Of the primary's vCPU when it may run all the time, instructions a millisecond. */
    private static final double SPEED = 200_000;
    /** Of a heartbeat on its way. */
    private static final long DELAY_MILLIS = 3;

    /** A speed: it says nothing either. */
    private static final double STANDS = -1;

    private record Report(long instruction, long arrivesAt) {}

    private LagControl control = new LagControl(LIMITS);
    private final ArrayDeque<Report> onTheWay = new ArrayDeque<>();
    private double primary;
    private double backup;
    private boolean idles;
    private long millis = 5;
    private int share = Lag.FULL_SHARE;
    private long highestLag;
    private int lowestShare = Lag.FULL_SHARE;
    private int highestShare;

    LagControlTest() {
        control.begin(0, millis * MILLI);
    }

    /** @param backupSpeed beside the primary's at full share, at each millisecond */
    private void pass(long moreMillis, LongToDoubleFunction backupSpeed) {
        highestLag = 0;
        lowestShare = Lag.FULL_SHARE;
        highestShare = 0;
        for (long end = millis + moreMillis; millis < end; millis++) {
            double speed = backupSpeed.applyAsDouble(millis);
            primary += idles ? 0 : SPEED * share / Lag.FULL_SHARE;
            backup = Math.min(primary, backup + SPEED * Math.max(0, speed));
            long now = millis * MILLI;
            if (millis % 5 == 0) {
                control.passed((long) primary, now);
            }
            if (millis % 20 == 7 && speed != STANDS) {
                onTheWay.add(new Report((long) backup, millis + DELAY_MILLIS));
            }
            if (!onTheWay.isEmpty() && onTheWay.peek().arrivesAt == millis) {
                control.reported(onTheWay.remove().instruction, now);
            }
            if (millis % 20 == 0) {
                share = control.decide(now);
            }
            highestLag = Math.max(highestLag, control.nanos(now) / MILLI);
            lowestShare = Math.min(lowestShare, share);
            highestShare = Math.max(highestShare, share);
        }
    }

    private long lagMillis() {
        return control.nanos(millis * MILLI) / MILLI;
    }

    @Test
    void aBackupThatKeepsUpCostsTheGuestNothing() {
        pass(20_000, at -> 1.0);
        assertEquals(Lag.FULL_SHARE, lowestShare);
        assertTrue(highestLag < 50, highestLag + " ms");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.9, 0.7, 0.5, 0.3, 0.2})
    void theLagOfASlowBackupStaysBelowThreeLimits(double speed) {
        pass(20_000, at -> speed);
        assertTrue(highestLag <= 3 * LIMIT_MILLIS, "highest lag " + highestLag + " ms");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.9, 0.7, 0.5, 0.3, 0.2, 0.1, 0.08})
    void theShareSettlesWhereASlowBackupKeepsUpAndDoesNotSwing(double speed) {
        pass(10_000, at -> speed);
        pass(10_000, at -> speed);
        assertTrue(highestLag <= 3 * LIMIT_MILLIS, "highest lag " + highestLag + " ms");
        assertTrue(highestShare - lowestShare <= 10, "it swings: " + lowestShare + " to " + highestShare);
        assertEquals(speed, share / 1000.0, speed / 10);
        assertFalse(control.isHopeless(millis * MILLI));
    }

    /** The twin: what a limit that is never reached does to the same backups. */
    @ParameterizedTest
    @ValueSource(doubles = {0.9, 0.5, 0.1})
    void withoutALimitTheLagGrowsForAsLongAsTheGuestComputes(double speed) {
        control = new LagControl(LIMITS.withLag(FailureLimits.UNLIMITED));
        control.begin(0, millis * MILLI);
        pass(20_000, at -> speed);
        long after20Seconds = lagMillis();
        pass(20_000, at -> speed);
        assertEquals(Lag.FULL_SHARE, lowestShare);
        assertTrue(after20Seconds > 900 * 20 * (1 - speed), after20Seconds + " ms");
        assertTrue(lagMillis() > 1.8 * after20Seconds, lagMillis() + " ms");
    }

    /** As SIGSTOP and SIGCONT in turn do it: no report comes while it stands. */
    @Test
    void aBackupThatRunsAQuarterOfTheTimeKeepsUpOnAverage() {
        pass(10_000, at -> at % 80 < 20 ? 1 : STANDS);
        pass(10_000, at -> at % 80 < 20 ? 1 : STANDS);
        assertTrue(highestLag <= 3 * LIMIT_MILLIS, "highest lag " + highestLag + " ms");
        assertTrue(lowestShare >= 150 && highestShare <= 400, lowestShare + " to " + highestShare);
    }

    @Test
    void whenTheBackupIsQuickAgainTheGuestIsSoonAndSmoothlyAtFullSpeed() {
        pass(10_000, at -> 0.2);
        int before = share;
        for (int heartbeats = 0; share < Lag.FULL_SHARE; heartbeats++) {
            assertTrue(heartbeats < 100, "still at " + share);
            pass(20, at -> 1.2);
            assertTrue(share <= before + before / 8, before + " to " + share);
            before = share;
        }
        pass(5_000, at -> 1.2);
        assertEquals(Lag.FULL_SHARE, lowestShare);
    }

    /** It was not there while its state was on its way: that must be caught up, but not at the price of an outage. */
    @Test
    void aBackupThatJoinsFiveSecondsBehindCatchesUpWhileTheGuestKeepsAnEighth() {
        primary = 5_000 * SPEED;
        for (long end = millis + 5_000; millis < end; millis += 5) {
            control.passed((long) ((millis - end + 5_000) * SPEED), millis * MILLI);
        }
        pass(20_000, at -> 1.0);
        assertTrue(lowestShare >= 125, "lowest share " + lowestShare);
        assertTrue(lagMillis() <= LIMIT_MILLIS + 20, lagMillis() + " ms");
        assertEquals(Lag.FULL_SHARE, share);
    }

    @Test
    void aPauseIsNotTakenForASlowBackup() {
        pass(5_000, at -> 1.0);
        pass(400, at -> STANDS);
        pass(5_000, at -> 1.0);
        assertTrue(lowestShare > 400, "lowest share " + lowestShare);
        assertEquals(Lag.FULL_SHARE, share);
    }

    @Test
    void anIdleGuestHasNoLagAndABurstAfterIdlingIsNoReasonToSlowIt() {
        pass(1_000, at -> 1.0);
        idles = true;
        pass(10_000, at -> 0.3);
        assertEquals(0, lagMillis());
        for (int bursts = 0; bursts < 50; bursts++) {
            idles = false;
            pass(20, at -> 0.3);
            idles = true;
            pass(80, at -> 0.3);
            assertEquals(Lag.FULL_SHARE, lowestShare);
        }
    }

    @Test
    void aBackupSlowerThanTheStrongestThrottleIsHopelessAndOneAsSlowIsNot() {
        pass(10_000, at -> 0.07);
        assertFalse(control.isHopeless(millis * MILLI));
        pass(6_000, at -> 0.05);
        assertEquals(LagControl.FLOOR, share);
        assertTrue(control.isHopeless(millis * MILLI));
        pass(1_000, at -> 1.0);
        assertFalse(control.isHopeless(millis * MILLI));
    }

    @Test
    void aReplayThatHangsIsHopelessAlthoughItsHeartbeatsCome() {
        pass(2_000, at -> 1.0);
        pass(LIMITS.stallNanos() / MILLI + 1_500, at -> 0);
        assertTrue(control.isHopeless(millis * MILLI));
    }

    @Test
    void aBackupThatSaysItWentBackIsTakenAtItsBestWord() {
        pass(1_000, at -> 0.5);
        long instructions = control.instructions();
        control.reported(0, millis * MILLI);
        assertEquals(instructions, control.instructions());
        control.reported(Long.MAX_VALUE, millis * MILLI);
        assertEquals(0, control.instructions());
        assertEquals(0, control.nanos(millis * MILLI));
        assertTrue(control.decide(millis * MILLI) > share);
    }
}
