package dev.understudy.vmm.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlicTest {
    private static final int PENDING = 0x1000;
    private static final int M_ENABLE = 0x2000;
    private static final int S_ENABLE = 0x2080;
    private static final int S_THRESHOLD = 0x20_1000;
    private static final int S_CLAIM = 0x20_1004;

    private final TestLine machine = new TestLine();
    private final TestLine supervisor = new TestLine();
    private final Plic plic = new Plic(machine, supervisor);

    @BeforeEach
    void enableTwoSourcesForSupervisor() {
        priority(1, 1);
        priority(10, 3);
        plic.store(S_ENABLE, 4, 1 << 1 | 1 << 10);
    }

    private void priority(int irq, int value) {
        plic.store(4 * irq, 4, value);
    }

    @Test
    void raisedSourceReachesOnlyTheContextThatEnabledIt() {
        plic.source(10).set(true);
        assertTrue(supervisor.raised);
        assertFalse(machine.raised);
        plic.store(M_ENABLE, 4, 1 << 10);
        assertTrue(machine.raised);
    }

    @Test
    void claimGivesTheHighestPriorityThenTheLowestNumber() {
        priority(2, 3);
        plic.store(S_ENABLE, 4, 1 << 1 | 1 << 2 | 1 << 10);
        plic.source(1).set(true);
        plic.source(10).set(true);
        plic.source(2).set(true);
        assertEquals(2, plic.load(S_CLAIM, 4));
        assertEquals(10, plic.load(S_CLAIM, 4));
        assertEquals(1, plic.load(S_CLAIM, 4));
        assertEquals(0, plic.load(S_CLAIM, 4));
        assertFalse(supervisor.raised);
    }

    @Test
    void thresholdMasksTheWireButNotTheClaim() {
        plic.store(S_THRESHOLD, 4, 3);
        plic.source(10).set(true);
        assertFalse(supervisor.raised);
        assertEquals(10, plic.load(S_CLAIM, 4));
    }

    @Test
    void priorityZeroNeverInterrupts() {
        priority(10, 0);
        plic.source(10).set(true);
        assertFalse(supervisor.raised);
        assertEquals(0, plic.load(S_CLAIM, 4));
        assertEquals(1 << 10, plic.load(PENDING, 4));
    }

    @Test
    void gatewayForwardsAgainOnlyAfterCompletionAndOnlyIfRaisedStill() {
        plic.source(10).set(true);
        plic.load(S_CLAIM, 4);
        plic.source(10).set(false);
        plic.source(10).set(true);
        assertFalse(supervisor.raised);
        plic.store(S_CLAIM, 4, 10);
        assertTrue(supervisor.raised);
        plic.load(S_CLAIM, 4);
        plic.source(10).set(false);
        plic.store(S_CLAIM, 4, 10);
        assertFalse(supervisor.raised);
        assertEquals(0, plic.load(PENDING, 4));
    }

    @Test
    void forwardedRequestStaysPendingWhenTheWireFalls() {
        plic.source(10).set(true);
        plic.source(10).set(false);
        assertTrue(supervisor.raised);
        assertEquals(10, plic.load(S_CLAIM, 4));
    }

    @Test
    void completionOfASourceNotEnabledHereIsIgnored() {
        plic.source(10).set(true);
        plic.load(S_CLAIM, 4);
        plic.store(S_ENABLE, 4, 0);
        plic.store(S_CLAIM, 4, 10);
        plic.store(S_CLAIM, 4, 0xffff_ffffL);
        plic.store(S_ENABLE, 4, 1 << 10);
        assertFalse(supervisor.raised);
        plic.store(S_CLAIM, 4, 10);
        assertTrue(supervisor.raised);
    }

    @Test
    void sourcesAreOneToNinetySix() {
        assertThrows(IllegalArgumentException.class, () -> plic.source(0));
        assertThrows(IllegalArgumentException.class, () -> plic.source(97));
        priority(96, 1);
        plic.store(S_ENABLE + 12, 4, -1);
        assertEquals(1, plic.load(S_ENABLE + 12, 4));
        plic.source(96).set(true);
        assertEquals(96, plic.load(S_CLAIM, 4));
    }

    @Test
    void priorityKeepsThreeBits() {
        priority(5, 0xff);
        priority(0, 7);
        assertEquals(7, plic.load(20, 4));
        assertEquals(0, plic.load(0, 4));
    }

    @Test
    void restoreDrivesTheHartsWires() {
        plic.source(10).set(true);
        ByteWriter out = new ByteWriter(64);
        plic.save(out);
        TestLine line = new TestLine();
        new Plic(new TestLine(), line).restore(new ByteReader(out.toByteArray()));
        assertTrue(line.raised);
    }
}
