package dev.understudy.vmm.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import org.junit.jupiter.api.Test;

class ClintTest {
    private final TestLine software = new TestLine();
    private final TestLine timer = new TestLine();
    private int clockReads;
    private long now = 0x1_2345_6789L;
    private final Clint clint = new Clint(
            () -> {
                clockReads++;
                return now;
            },
            software,
            timer);

    @Test
    void softwareInterruptFollowsMsip() {
        clint.store(0, 4, 1);
        assertTrue(software.raised);
        assertEquals(1, clint.load(0, 4));
        clint.store(0, 4, 0xfffe);
        assertFalse(software.raised);
    }

    @Test
    void freshTimerIsNotArmed() {
        assertFalse(clint.timerArmed());
        assertThrows(IllegalStateException.class, clint::timerDue);
    }

    @Test
    void pastDeadlineArmsButOnlyTheEventPends() {
        clint.store(0x4000, 8, 5);
        assertTrue(clint.timerArmed());
        assertEquals(5, clint.timerDeadline());
        assertFalse(timer.raised);
        assertEquals(0, clockReads);
        clint.timerDue();
        assertTrue(timer.raised);
        assertFalse(clint.timerArmed());
    }

    @Test
    void storingTheDeadlineClearsThePendAndArmsAgain() {
        clint.store(0x4000, 8, 5);
        clint.timerDue();
        clint.store(0x4000, 8, 5);
        assertFalse(timer.raised);
        assertTrue(clint.timerArmed());
    }

    @Test
    void clearedPendStaysClearedOverARestore() {
        clint.store(0x4000, 8, 5);
        clint.timerDue();
        clint.store(0x4000, 8, 9);
        ByteWriter out = new ByteWriter(32);
        clint.save(out);
        clint.restore(new ByteReader(out.toByteArray()));
        assertFalse(timer.raised);
        assertTrue(clint.timerArmed());
    }

    @Test
    void deadlineCanBeStoredInHalves() {
        clint.store(0x4000, 4, 0xffff_ffffL);
        clint.store(0x4004, 4, 1);
        clint.store(0x4000, 4, 7);
        assertEquals(0x1_0000_0007L, clint.timerDeadline());
        assertEquals(1, clint.load(0x4004, 4));
        assertEquals(0x1_0000_0007L, clint.load(0x4000, 8));
    }

    @Test
    void eachLoadOfTheTimeConsumesOneValue() {
        assertEquals(now, clint.load(0xbff8, 8));
        assertEquals(0x2345_6789L, clint.load(0xbff8, 4));
        assertEquals(1, clint.load(0xbffc, 4));
        assertEquals(3, clockReads);
    }

    @Test
    void timeCannotBeSet() {
        clint.store(0xbff8, 8, 1);
        assertEquals(now, clint.load(0xbff8, 8));
    }
}
