package dev.understudy.cli.counter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class LongestGapsTest {
    private static final long MILLI = 1_000_000;

    private final LongestGaps gaps = new LongestGaps();

    private void note(long beganMillis, long millis) {
        gaps.note(beganMillis * MILLI, (beganMillis + millis) * MILLI);
    }

    @Test
    void aGapBehindManyShorterOnesIsKept() {
        note(0, 90);
        for (int i = 1; i <= 2 * LongestGaps.MAX; i++) {
            note(100L * i, 50);
        }
        long last = 100L * (2 * LongestGaps.MAX + 1);
        note(last, 80);
        List<Gap> kept = gaps.inOrder();
        assertEquals(LongestGaps.MAX, kept.size());
        assertEquals(90, kept.get(0).millis());
        assertEquals(new Gap(last * MILLI, (last + 80) * MILLI), kept.get(kept.size() - 1));
    }

    @Test
    void whatIsShorterThanTheLeastIsNone() {
        note(0, Gap.LEAST_MILLIS - 1);
        note(100, Gap.LEAST_MILLIS);
        assertEquals(List.of(new Gap(100 * MILLI, (100 + Gap.LEAST_MILLIS) * MILLI)), gaps.inOrder());
    }
}
