package dev.understudy.vmm.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputGateTest {
    private record Frame(long number, int bytes) implements Output {}

    private final List<Long> world = new ArrayList<>();
    private final OutputGate<Frame> gate = new OutputGate<>(4, 100, frame -> world.add(frame.number));

    @Test
    void outputsLeaveAtOnceWhileUnbound() {
        hold(0, 0);
        hold(1, 7);
        assertEquals(List.of(0L, 1L), world);
        assertEquals(2, gate.released());
        assertEquals(2, gate.releasedBelow());
        assertEquals(7, gate.newestProofReleased());
    }

    @Test
    void nothingHasLeftAtFirst() {
        assertEquals(-1, gate.newestProofReleased());
        assertEquals(0, gate.releasedBelow());
    }

    @Test
    void boundOutputLeavesWhenItsProofIsAcknowledgedAndNotBefore() {
        gate.bind(0);
        hold(0, 5);
        gate.acknowledged(5); // entries 0 to 4
        assertEquals(List.of(), world);
        gate.acknowledged(6);
        assertEquals(List.of(0L), world);
    }

    @Test
    void outputProvenByAnAcknowledgedEntryLeavesAtOnce() {
        gate.bind(6);
        hold(0, 5);
        assertEquals(List.of(0L), world);
    }

    @Test
    void oneProofFreesManyInOrder() {
        gate.bind(0);
        hold(0, 3);
        hold(1, 3);
        hold(2, 4);
        gate.acknowledged(4);
        assertEquals(List.of(0L, 1L), world);
    }

    @Test
    void anOlderAcknowledgementTakesNothingBack() {
        gate.bind(9);
        gate.acknowledged(3);
        hold(0, 8);
        assertEquals(List.of(0L), world);
    }

    @Test
    void acknowledgementsAreIgnoredWhileShut() {
        gate.bind(0);
        hold(0, 0);
        gate.shut();
        gate.acknowledged(10);
        hold(1, 1);
        assertEquals(List.of(), world);
    }

    @Test
    void afterAGrantHeldOutputsLeaveInOrderAcknowledgedOrNot() {
        gate.bind(0);
        hold(0, 0);
        gate.shut();
        hold(1, 1);
        gate.unbind();
        hold(2, 2);
        assertEquals(List.of(0L, 1L, 2L), world);
    }

    @Test
    void acknowledgementsOfAFormerBackupDoNotCountForTheNext() {
        gate.bind(0);
        gate.acknowledged(100);
        gate.unbind();
        gate.bind(50);
        hold(0, 60);
        assertEquals(List.of(), world);
    }

    @Test
    void isFullAtItsCount() {
        gate.bind(0);
        for (int number = 0; number < 4; number++) {
            assertFalse(gate.isFull());
            hold(number, number);
        }
        assertTrue(gate.isFull());
        assertThrows(IllegalStateException.class, () -> hold(4, 4));
        gate.acknowledged(1);
        assertFalse(gate.isFull());
        hold(4, 4);
        gate.unbind();
        assertEquals(List.of(0L, 1L, 2L, 3L, 4L), world);
    }

    @Test
    void isFullAtItsBytesAndTakesTheOutputThatExceedsThem() {
        gate.bind(0);
        gate.hold(new Frame(0, 99), 0);
        assertFalse(gate.isFull());
        gate.hold(new Frame(1, 1_000), 1);
        assertTrue(gate.isFull());
        assertEquals(1_099, gate.bytes());
        gate.acknowledged(2);
        assertEquals(0, gate.bytes());
        assertEquals(0, gate.count());
    }

    @Test
    void aProofDoesNotPrecedeTheOneBefore() {
        hold(0, 5);
        assertThrows(IllegalArgumentException.class, () -> hold(1, 4));
    }

    private void hold(long number, long provenBy) {
        gate.hold(new Frame(number, 1), provenBy);
    }
}
