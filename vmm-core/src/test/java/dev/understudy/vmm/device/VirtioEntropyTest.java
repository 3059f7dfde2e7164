package dev.understudy.vmm.device;

import static dev.understudy.vmm.device.TestDriver.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtioEntropyTest {
    private static final long BUFFER = TestMemory.BASE + 0x8000;

    private final TestMemory memory = new TestMemory();
    private final TestLine line = new TestLine();
    private final TestOutput output = new TestOutput();
    private final VirtioEntropy entropy = new VirtioEntropy(memory, line, output);
    private final TestDriver driver = new TestDriver(memory, entropy).start(1, 0);

    private void ask(int length) {
        driver.descriptor(0, 0, BUFFER, length, WRITE, 0);
        driver.submit(0, 0);
    }

    @Test
    void requestWaitsForItsEvent() {
        ask(3);
        assertEquals(List.of(new VirtioEntropy.Request(0, 3)), output.entropy);
        assertEquals(output.entropy, entropy.pending());
        assertEquals(0, driver.usedIndex(0));
        entropy.completed(0, new byte[] {7, 8, 9});
        assertEquals(9, memory.load8(BUFFER + 2));
        assertEquals(3, driver.usedLength(0, 0));
        assertTrue(line.raised);
        assertEquals(List.of(), entropy.pending());
    }

    @Test
    void largeRequestsAreCut() {
        ask(100_000);
        assertEquals(VirtioEntropy.MAX_LENGTH, output.entropy.get(0).length());
    }

    @Test
    void answersThatNobodyAskedForStopTheNode() {
        assertThrows(IllegalStateException.class, () -> entropy.completed(0, new byte[3]));
        ask(3);
        assertThrows(IllegalStateException.class, () -> entropy.completed(0, new byte[2]));
    }

    @Test
    void lateAnswerAfterAResetTouchesNothing() {
        ask(3);
        entropy.reset();
        assertEquals(1, entropy.pending().size());
        entropy.completed(0, new byte[] {7, 8, 9});
        assertEquals(0, memory.load8(BUFFER + 2));
        assertFalse(line.raised);
    }

    @Test
    void endlessRequestsStopTheDevice() {
        for (int count = 0; count < 200; count++) {
            ask(3);
        }
        assertEquals(128, output.entropy.size());
        assertEquals(TestDriver.NEEDS_RESET, driver.status() & TestDriver.NEEDS_RESET);
    }

    @Test
    void restoredDeviceAnswersAlike() {
        ask(3);
        ByteWriter out = new ByteWriter(64);
        entropy.save(out);
        VirtioEntropy other = new VirtioEntropy(memory, line, output);
        other.restore(new ByteReader(out.toByteArray()));
        other.completed(0, new byte[] {7, 8, 9});
        assertEquals(9, memory.load8(BUFFER + 2));
        assertEquals(1, driver.usedIndex(0));
    }
}
