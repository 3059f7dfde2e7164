package dev.understudy.vmm.role;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HoldTimesTest {
    private final HoldTimes times = new HoldTimes();

    @Test
    void nothingHeldIsHeldForNoTime() {
        assertArrayEquals(new long[] {0, 0}, times.percentiles(50, 99));
    }

    @Test
    void percentilesAreOfTheNearestRank() {
        for (long nanos = 100; nanos >= 1; nanos--) {
            times.add(nanos * 1000);
        }
        assertArrayEquals(new long[] {50_000, 99_000, 100_000}, times.percentiles(50, 99, 100));
    }

    @Test
    void oldTimesAreForgotten() {
        times.add(1_000_000_000);
        for (int i = 0; i < HoldTimes.KEPT; i++) {
            times.add(7);
        }
        assertArrayEquals(new long[] {7}, times.percentiles(100));
        assertEquals(HoldTimes.KEPT + 1, times.count());
    }
}
