package dev.understudy.isa.translator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TierTest {
    @Test
    void whatExecutesLittleStaysWarm() {
        assertEquals(Tier.WARM, Tier.of(Tier.HOT_AFTER - 1, 1));
    }

    @Test
    void whatExecutesMuchIsHotAndLoopsIfItIsSeldomLeft() {
        assertEquals(Tier.HOT, Tier.of(Tier.HOT_AFTER, Tier.HOT_AFTER / 20));
        assertEquals(Tier.LOOPING, Tier.of(Tier.HOT_AFTER, Tier.HOT_AFTER / 10_000));
    }
}
