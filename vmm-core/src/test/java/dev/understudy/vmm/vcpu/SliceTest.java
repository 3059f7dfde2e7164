package dev.understudy.vmm.vcpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Events wait for about as long whatever the engine's speed. */
class SliceTest {
    private static final int NANOS = 30_000;

    private static Slice slice(long nanos) {
        return new Slice(new Pacing(10_000, nanos, 0, 0, 0, 0));
    }

    /** At so many instructions a microsecond. */
    private static void run(Slice slice, long speed, int slices) {
        for (int i = 0; i < slices; i++) {
            slice.took(slice.instructions() * 1000 / speed);
        }
    }

    @Test
    void aSliceOfAFastEngineHasMoreInstructionsAndTakesNoLonger() {
        Slice slice = slice(NANOS);
        for (long speed : new long[] {300, 1000, 4000, 1000, 300}) {
            run(slice, speed, 20);
            long took = slice.instructions() * 1000 / speed;
            assertTrue(took >= NANOS / 4 && took <= 10_000_000 / speed + NANOS, speed + ": " + took);
        }
        assertEquals(10_000, slice.instructions(), "slow again");
    }

    @Test
    void thereIsABoundForAnEngineOfAnySpeed() {
        Slice slice = slice(NANOS);
        run(slice, 100_000, 100);
        assertEquals(160_000, slice.instructions());
    }

    @Test
    void aClockThatStandsStillChangesNothing() {
        Slice slice = slice(NANOS);
        slice.took(0);
        assertEquals(10_000, slice.instructions());
    }

    @Test
    void withoutATimeEachHasTheLeast() {
        Slice slice = slice(0);
        run(slice, 1_000_000, 10);
        assertEquals(10_000, slice.instructions());
    }
}
