package dev.understudy.isa.translator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TierTest {
    @Test
    void aHotRegionLoopsIfItIsSeldomLeft() {
        assertEquals(Tier.HOT, Tier.hot(Tier.HOT_AFTER, Tier.HOT_AFTER / 20));
        assertEquals(Tier.LOOPING, Tier.hot(Tier.HOT_AFTER, Tier.HOT_AFTER / 10_000));
    }
}
