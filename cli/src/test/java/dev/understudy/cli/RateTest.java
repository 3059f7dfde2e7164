package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RateTest {
    private long count = 1_000;
    private long nanos = Long.MAX_VALUE - 2_000_000_000L; // nanoTime may overflow
    private final Rate rate = new Rate(() -> count, () -> nanos);

    private void second(long more) {
        nanos += 1_000_000_000L;
        count += more;
        rate.look();
    }

    @Test
    void itIsTheGrowthOfTheLastSeconds() {
        assertEquals(0, rate.perSecond());
        rate.look();
        assertEquals(0, rate.perSecond());
        for (int i = 0; i < 10; i++) {
            second(500);
        }
        assertEquals(500, rate.perSecond());
        for (int i = 0; i < 5; i++) {
            second(0);
        }
        assertEquals(0, rate.perSecond());
    }

    @Test
    void whatCameSinceTheLastLookCountsToo() {
        rate.look();
        second(300);
        nanos += 500_000_000L;
        count += 300;
        assertEquals(400, rate.perSecond());
    }
}
