package dev.understudy.vmm.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GuestTimeTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long TICKS_A_SECOND = 10_000_000L;

    @Test
    void aTickIsAHundredNanoseconds() {
        GuestTime time = new GuestTime(5, SECOND);
        assertEquals(5, time.ticks(SECOND));
        assertEquals(5, time.ticks(SECOND + 99));
        assertEquals(6, time.ticks(SECOND + 100));
        assertEquals(5 + TICKS_A_SECOND, time.ticks(2 * SECOND));
    }

    @Test
    void neverGoesBackEvenIfTheHostClockDoes() {
        GuestTime time = new GuestTime(0, 0);
        assertEquals(TICKS_A_SECOND, time.ticks(SECOND));
        assertEquals(TICKS_A_SECOND, time.ticks(SECOND / 2));
    }

    @Test
    void worksAcrossTheOverflowOfTheHostClock() {
        long origin = Long.MAX_VALUE - 50;
        assertEquals(1, new GuestTime(0, origin).ticks(origin + 100));
    }

    @Test
    void beginsNotBeforeTheLife() {
        assertThrows(IllegalArgumentException.class, () -> new GuestTime(-1, 0));
    }

    @Test
    void theHostTimerFiresWhenTheTickIsReachedAndNotATickLater() {
        GuestTime time = new GoLiveClockWith(1_000, 0).start(0, 60 * SECOND); // 58 seconds to make up
        for (long ticks :
                new long[] {20_001_001, 20_001_002, 20_001_003, 20_001_004, 20_001_005, 900_000_000, 3_900_000_000L}) {
            long at = time.nanosAt(ticks, 60 * SECOND);
            assertEquals(ticks, time.ticks(at), 1);
            assertTrue(time.ticks(at) >= ticks);
        }
    }

    @Test
    void aTickInThePastIsDueNow() {
        assertEquals(SECOND, new GuestTime(1_000, 0).nanosAt(1_000, SECOND));
    }

    @Test
    void aTimerThatNeverStrikesDoesNotOverflow() {
        assertTrue(new GuestTime(0, 0).nanosAt(Long.MAX_VALUE, 0) > 1_000 * SECOND);
    }

    @Test
    void goLiveClockShowsTheNewestTimeHeardPlusOwnTimeSince() {
        GoLiveClock clock = new GoLiveClock();
        clock.heard(700, 10_000);
        clock.heard(650, 90_000); // older news, later: a heartbeat that waited
        assertEquals(700 + 1_000, clock.start(0, 110_000).ticks(110_000));
    }

    @Test
    void goLiveClockIsNeverBelowWhatTheGuestHasSeen() {
        GoLiveClock clock = new GoLiveClock();
        clock.heard(700, 0);
        assertEquals(9_000, clock.start(9_000, 1_000).ticks(1_000));
    }

    @Test
    void withoutAnyNewsTheClockGoesOnFromWhatTheGuestHasSeen() {
        assertEquals(42, new GoLiveClock().start(42, 99 * SECOND).ticks(99 * SECOND));
    }

    @Test
    void aJumpOfTwoSecondsIsMadeAtOnce() {
        GuestTime time = new GoLiveClockWith(1, 0).start(0, 2 * SECOND);
        assertEquals(1 + 2 * TICKS_A_SECOND, time.ticks(2 * SECOND));
    }

    @Test
    void aLongerJumpIsSpreadOutAndWhollyMadeUp() {
        long now = 62 * SECOND;
        GuestTime time = new GoLiveClockWith(1, 0).start(0, now);
        assertEquals(1 + 2 * TICKS_A_SECOND, time.ticks(now), "two seconds at once");
        assertEquals(1 + 12 * TICKS_A_SECOND, time.ticks(now + 8 * SECOND), "ten seconds in eight");
        long caughtUp = now + 240 * SECOND; // sixty seconds, a quarter of a second each second
        assertEquals(1 + 302 * TICKS_A_SECOND, time.ticks(caughtUp));
        assertEquals(1 + 303 * TICKS_A_SECOND, time.ticks(caughtUp + SECOND), "then as fast as any clock");
    }

    /** One that has heard one time. */
    private static final class GoLiveClockWith {
        private final GoLiveClock clock = new GoLiveClock();

        private GoLiveClockWith(long ticks, long nowNanos) {
            clock.heard(ticks, nowNanos);
        }

        private GuestTime start(long lived, long nowNanos) {
            return clock.start(lived, nowNanos);
        }
    }
}
