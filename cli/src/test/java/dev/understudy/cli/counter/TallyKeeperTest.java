package dev.understudy.cli.counter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.cli.counter.Anomaly.Kind;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TallyKeeperTest {
    private static final long MILLI = 1_000_000;

    private final TallyKeeper keeper = new TallyKeeper(100 * MILLI, OptionalLong.of(10));

    @Test
    void theLongestGapIsTheLongestSilence() {
        exchange(1, 1, 11, 0, 3);
        exchange(1, 2, 12, 3, 93);
        exchange(1, 3, 13, 93, 94);
        CounterTally tally = keeper.tally(94 * MILLI);
        assertTrue(tally.clean(), tally.faults()::toString);
        assertEquals(90.0, tally.longestGapMillis());
        assertEquals(93, tally.longestGapAtMillis());
    }

    @Test
    void theGapAfterAMomentIsTheLongestThatReachesIntoTheTime() {
        exchange(1, 1, 11, 0, 50);
        exchange(1, 2, 12, 50, 60);
        exchange(1, 3, 13, 60, 95);
        exchange(1, 4, 14, 95, 195);
        CounterTally tally = keeper.tally(195 * MILLI);
        assertEquals(3, tally.gaps().size(), "10 ms are no gap");
        assertEquals(35.0, Gap.longestMillis(tally.gaps(), 55 * MILLI, 90 * MILLI));
        assertEquals(100.0, Gap.longestMillis(tally.gaps(), 55 * MILLI, 96 * MILLI));
        assertEquals(0.0, Gap.longestMillis(tally.gaps(), 51 * MILLI, 59 * MILLI));
    }

    @Test
    void silenceAtTheEndIsAGapToo() {
        exchange(1, 1, 11, 0, 1);
        keeper.sent(1, 2, 2 * MILLI);
        assertEquals(50.0, keeper.tally(51 * MILLI).longestGapMillis());
    }

    @Test
    void aReplyAfterTheLimitIsLostAndLate() {
        keeper.sent(1, 1, 0);
        assertEquals(List.of(), keeper.expire(100 * MILLI));
        assertEquals(List.of(1), keeper.expire(101 * MILLI));
        keeper.received(1, 1, 11, 120 * MILLI);
        CounterTally tally = keeper.tally(120 * MILLI);
        assertEquals(1, tally.count(Kind.LOST));
        assertEquals(1, tally.count(Kind.LATE));
        assertEquals(0, tally.count(Kind.SKIPPED));
        assertEquals(0, tally.acknowledged());
    }

    @Test
    void aValueSkippedAtTheBeginningOrBetweenIsNamed() {
        exchange(1, 1, 13, 0, 1);
        exchange(2, 1, 17, 1, 2);
        CounterTally tally = keeper.tally(2 * MILLI);
        assertEquals(5, tally.count(Kind.SKIPPED));
        assertEquals(
                List.of(new Anomaly(Kind.SKIPPED, -1, -1, 11, 2, 1), new Anomaly(Kind.SKIPPED, -1, -1, 14, 3, 2)),
                tally.anomalies());
    }

    @Test
    void aValueBelowOneAcknowledgedBeforeTheRequestIsBackwards() {
        exchange(1, 1, 12, 0, 1);
        exchange(2, 1, 11, 2, 3);
        assertEquals(
                List.of("1 values were not above one acknowledged before"),
                keeper.tally(3 * MILLI).faults());
    }

    @Test
    void valuesOfRequestsThatOverlapMayComeInAnyOrder() {
        keeper.sent(1, 1, 0);
        keeper.sent(2, 1, 0);
        keeper.received(2, 1, 12, MILLI);
        keeper.received(1, 1, 11, MILLI);
        assertTrue(keeper.tally(MILLI).clean());
    }

    @Test
    void anAnswerToNothingIsForeign() {
        exchange(1, 1, 11, 0, 1);
        keeper.received(1, 2, 12, 2 * MILLI);
        assertEquals(1, keeper.tally(2 * MILLI).count(Kind.FOREIGN));
    }

    @Test
    void aStreamWithoutAnyReplyIsNotClean() {
        assertEquals(List.of("no increment was acknowledged"), keeper.tally(0).faults());
    }

    private void exchange(int client, long nonce, long value, long sentMillis, long receivedMillis) {
        keeper.sent(client, nonce, sentMillis * MILLI);
        keeper.received(client, nonce, value, receivedMillis * MILLI);
    }
}
