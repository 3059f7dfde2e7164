package dev.understudy.vmm.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FailureDetectorTest {
    private static final long MILLI = 1_000_000;
    private static final FailureLimits LIMITS = FailureLimits.ofMillis(20, 100, 500, 1_000);

    private final FailureDetector detector = new FailureDetector(LIMITS);
    private long now = 77 * MILLI;

    FailureDetectorTest() {
        detector.begin(now);
    }

    @Test
    void aPeerThatIsHeardIsNotSilent() {
        for (int i = 0; i < 100; i++) {
            pass(20);
            detector.heard(now);
            assertFalse(detector.isSilent(now));
        }
    }

    @Test
    void aPeerIsSilentAtTheLimit() {
        pass(99);
        assertFalse(detector.isSilent(now));
        pass(1);
        assertTrue(detector.isSilent(now));
    }

    @Test
    void ownSleepIsNotThePeersSilence() {
        pass(50);
        now += 5_000 * MILLI;
        detector.tick(now);
        assertFalse(detector.isSilent(now));
        pass(20);
        assertFalse(detector.isSilent(now));
        pass(60);
        assertTrue(detector.isSilent(now));
    }

    @Test
    void aNodeWhoseTicksAreAlwaysLateStillNoticesInTheEnd() {
        int ticks = 0;
        while (!detector.isSilent(now)) {
            now += 70 * MILLI;
            detector.tick(now);
            ticks++;
        }
        assertEquals(5, ticks);
    }

    @Test
    void acknowledgementsThatStandStillWhileEntriesWaitAreAStall() {
        assertFalse(stalled(10, 4));
        for (int i = 0; i < 25; i++) {
            assertFalse(stalled(10 + i, 4));
            pass(20);
            detector.heard(now);
        }
        assertTrue(stalled(40, 4));
    }

    @Test
    void nothingToAcknowledgeIsNoStall() {
        for (int i = 0; i < 100; i++) {
            assertFalse(stalled(4, 4));
            pass(20);
        }
        assertFalse(stalled(5, 4));
    }

    @Test
    void slowProgressIsNoStall() {
        for (int i = 0; i < 100; i++) {
            assertFalse(stalled(1_000, i));
            pass(400);
        }
    }

    @Test
    void limitsThatContradictEachOtherAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> FailureLimits.ofMillis(0, 100, 500, 1_000));
        assertThrows(IllegalArgumentException.class, () -> FailureLimits.ofMillis(50, 100, 500, 1_000));
        assertThrows(IllegalArgumentException.class, () -> FailureLimits.ofMillis(20, 100, 99, 1_000));
        assertThrows(IllegalArgumentException.class, () -> FailureLimits.ofMillis(20, 100, 500, 99));
        assertThrows(IllegalArgumentException.class, () -> FailureLimits.ofMillis(20, 100, 500, 90_000_000));
    }

    private boolean stalled(long appended, long acknowledged) {
        return detector.isStalled(appended, acknowledged, now);
    }

    private void pass(long millis) {
        for (long i = 0; i < millis; i++) {
            now += MILLI;
            detector.tick(now);
        }
    }
}
