package dev.understudy.vmm.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.rehearsal.Programs;
import dev.understudy.vmm.replication.FailureLimits;
import dev.understudy.vmm.replication.Lag;
import dev.understudy.vmm.replication.PrimaryPhase;
import dev.understudy.vmm.replication.Rule;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A guest that computes all the time, and a backup on a slower host (rule Lag). How far it is behind is measured here by who
 * sees both, and not by the product.
 */
class LagTest {
    private static final int NANOS_AN_INSTRUCTION = 50;

    private static final long SECOND = 1_000 * VirtualTime.MILLI;
    private static final FailureLimits LIMITS = FailureLimits.DEFAULT;
    /** So that not the queue's bound keeps the lag small. */
    private static final int LARGE_CREDIT = 100_000;

    private Simulator sim;
    /** When the primary was where. */
    private final TreeMap<Long, Long> passed = new TreeMap<>();

    private long highestLag;
    private int lowestShare;
    private int highestShare;

    private void computing(long seed, FailureLimits limits) {
        sim = new Simulator(BootedGuest.of(Programs.spinner()), seed, limits, Rule.ALL, WorldRule.ALL, null);
        sim.linkCredit(LARGE_CREDIT);
        sim.replica(1).nanosAnInstruction(NANOS_AN_INSTRUCTION);
        sim.until("live", () -> sim.replica(1).isLive());
        sim.join(sim.replica(1)).nanosAnInstruction(NANOS_AN_INSTRUCTION * 9 / 10);
        sim.until("protected", sim::isProtected);
    }

    private void watch(long nanos) {
        highestLag = 0;
        lowestShare = Lag.FULL_SHARE;
        highestShare = 0;
        for (long end = sim.time().now() + nanos; sim.time().now() < end; ) {
            sim.pass(VirtualTime.MILLI);
            passed.put(sim.replica(1).role().instruction(), sim.time().now());
            Map.Entry<Long, Long> there =
                    passed.floorEntry(sim.replica(2).backup().instruction());
            long lag = there == null || there.equals(passed.lastEntry())
                    ? 0
                    : sim.time().now() - there.getValue();
            highestLag = Math.max(highestLag, lag);
            int share = sim.replica(1).role().protocol().lag().share();
            lowestShare = Math.min(lowestShare, share);
            highestShare = Math.max(highestShare, share);
        }
    }

    private void assertNothingFailed() {
        assertEquals(PrimaryPhase.PROTECTED, sim.replica(1).role().phase());
        assertEquals(1, sim.disk().record().generation());
        sim.checkers().forEach(Checker::finished);
    }

    @Test
    void aBackupThatKeepsUpCostsTheGuestNothing() {
        computing(1, LIMITS);
        watch(3 * SECOND);
        assertTrue(highestLag < LIMITS.lagNanos() / 2, highestLag + " ns");
        assertEquals(Lag.FULL_SHARE, lowestShare);
        assertNothingFailed();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void theLagOfASlowBackupIsBoundedAndTheGuestIsLaterAtFullSpeedAgain(int timesSlower) {
        computing(timesSlower, LIMITS);
        watch(SECOND);
        sim.replica(2).nanosAnInstruction(NANOS_AN_INSTRUCTION * timesSlower);
        watch(3 * SECOND);
        assertTrue(highestLag > LIMITS.lagNanos() / 2, highestLag + " ns");
        assertTrue(highestLag < 3 * LIMITS.lagNanos(), highestLag + " ns");
        watch(3 * SECOND);
        assertTrue(highestLag < 3 * LIMITS.lagNanos(), highestLag + " ns");
        assertTrue(highestShare < Lag.FULL_SHARE / timesSlower * 6 / 5, "up to " + highestShare);
        assertTrue(lowestShare > Lag.FULL_SHARE / timesSlower * 4 / 5, "down to " + lowestShare);
        sim.replica(2).nanosAnInstruction(NANOS_AN_INSTRUCTION * 9 / 10);
        watch(2 * SECOND);
        watch(SECOND);
        assertEquals(Lag.FULL_SHARE, lowestShare);
        assertTrue(highestLag < LIMITS.lagNanos() / 2, highestLag + " ns");
        assertNothingFailed();
    }

    /** The twin. */
    @Test
    void withoutALimitTheSameBackupFallsBehindForAsLongAsTheGuestComputes() {
        computing(4, LIMITS.withLag(FailureLimits.UNLIMITED));
        sim.replica(2).nanosAnInstruction(NANOS_AN_INSTRUCTION * 4);
        watch(3 * SECOND);
        long first = highestLag;
        assertTrue(first > SECOND, first + " ns");
        watch(3 * SECOND);
        assertTrue(highestLag > 1.7 * first, first + " ns, later " + highestLag);
        assertNothingFailed();
    }

    @Test
    void aReplayThatHangsIsGivenUpByClaimAndTheGuestGoesOnAlone() {
        computing(5, LIMITS);
        sim.replica(2).nanosAnInstruction(Integer.MAX_VALUE);
        sim.within(
                LIMITS.stallNanos() + 2 * SECOND,
                "the primary goes on alone",
                () -> sim.replica(1).role().phase() == PrimaryPhase.ALONE);
        assertEquals(2, sim.disk().record().generation());
        assertEquals(sim.replica(1), sim.owner());
        assertEquals(Lag.FULL_SHARE, sim.replica(1).role().protocol().lag().share());
    }
}
