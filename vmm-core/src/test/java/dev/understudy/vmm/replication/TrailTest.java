package dev.understudy.vmm.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TrailTest {
    private static final long MILLI = 1_000_000;
    private static final long BEGAN = Long.MAX_VALUE - 500 * MILLI; // nanoTime may overflow

    private final Trail trail = new Trail(1_000, BEGAN);

    private void passed(long instruction, long millis) {
        trail.passed(instruction, BEGAN + millis * MILLI);
    }

    private void assertLeft(long millis, long instruction) {
        assertEquals(millis, (trail.leftAt(instruction) - BEGAN) / MILLI);
    }

    @Test
    void betweenTwoMomentsTheWayWasEven() {
        passed(2_000, 10);
        passed(6_000, 20);
        passed(6_000, 30);
        assertLeft(0, 1_000);
        assertLeft(5, 1_500);
        assertLeft(15, 4_000);
    }

    @Test
    void whereTheMachineStillIsItWasAtTheNewestMoment() {
        passed(2_000, 10);
        passed(2_000, 700);
        assertLeft(700, 2_000);
        assertLeft(700, 5_000);
    }

    @Test
    void aPlaceWhereItStoodWasLeftWhenItWentOn() {
        passed(2_000, 10);
        passed(2_000, 300);
        passed(2_000, 600);
        passed(3_000, 610);
        assertLeft(5, 1_500);
        assertLeft(600, 2_000);
        assertLeft(605, 2_500);
    }

    @Test
    void aLongWayIsKnownMoreCoarselyInBoundedMemory() {
        for (long millis = 5; millis <= 3_600_000; millis += 5) {
            passed(1_000 + millis, millis);
            assertTrue(trail.size() < Trail.MOMENTS_MAX);
        }
        assertLeft(1_800_000, 1_801_000);
        assertLeft(3_599_000, 3_600_000);
    }

    @Test
    void whatTheBackupHasBehindItIsForgotten() {
        for (long millis = 5; millis <= 3_600_000; millis += 5) {
            passed(1_000 + millis, millis);
            assertLeft(Math.max(0, millis - 20), 1_000 + Math.max(0, millis - 20));
            assertTrue(trail.size() <= 5, trail.size() + " moments");
        }
    }
}
