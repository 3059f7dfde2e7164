package dev.understudy.isa.translator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** When a page is worth translating, and where it is entered. */
class HeatTest {
    private static final int THRESHOLD = 1000;

    private final Heat heat = new Heat(4, THRESHOLD);

    @Test
    void aPageIsHotOnceItHasCostTheThreshold() {
        assertFalse(heat.add(0x1004, THRESHOLD - 1));
        assertFalse(heat.add(0x2004, THRESHOLD - 1), "each page by itself");
        assertTrue(heat.add(0x1008, 1));
    }

    @Test
    void itsPlacesAreGivenTheHottestFirstWithoutThoseThatAreNearlyCold() {
        heat.add(0x1010, 300);
        heat.add(0x1020, 690);
        heat.add(0x1030, 1);
        heat.add(0x1010, 9);
        assertEquals(List.of(0x20, 0x10), heat.takeEntries(1));
    }

    @Test
    void afterAPageFullOfRegionsEachTranslationDoublesWhatTheNextOneTakes() {
        for (int region = 0; region <= 6; region++) {
            assertTrue(heat.add(0x1000, THRESHOLD), "region " + region);
            heat.takeEntries(1);
        }
        assertFalse(heat.add(0x1000, THRESHOLD));
        assertTrue(heat.add(0x1000, THRESHOLD));
        heat.takeEntries(1);
        assertFalse(heat.add(0x1000, 4 * THRESHOLD - 1));
        assertTrue(heat.add(0x1000, 1));
    }

    @Test
    void otherCodeInAPageIsTranslatedAsSoonAsTheFirst() {
        for (int program = 0; program < 3; program++) {
            assertTrue(heat.add(0x1000, THRESHOLD), "program " + program);
            heat.takeEntries(1);
            heat.forget(1);
        }
    }
}
