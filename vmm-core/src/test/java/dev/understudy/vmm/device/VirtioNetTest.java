package dev.understudy.vmm.device;

import static dev.understudy.vmm.device.TestDriver.NEXT;
import static dev.understudy.vmm.device.TestDriver.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class VirtioNetTest {
    private static final int RECEIVE = 0;
    private static final int TRANSMIT = 1;
    private static final long BUFFER = TestMemory.BASE + 0x8000;

    private final TestMemory memory = new TestMemory();
    private final TestLine line = new TestLine();
    private final TestOutput output = new TestOutput();
    private final VirtioNet net = new VirtioNet(memory, line, output, new byte[6]);
    private final TestDriver driver = new TestDriver(memory, net).start(2, 0);

    private static byte[] frame(int length) {
        byte[] frame = new byte[length];
        for (int index = 0; index < length; index++) {
            frame[index] = (byte) (index * 7);
        }
        return frame;
    }

    private void transmit(int frameLength) {
        memory.write(BUFFER + 12, frame(frameLength), 0, frameLength);
        driver.descriptor(TRANSMIT, 0, BUFFER, 12, NEXT, 1);
        driver.descriptor(TRANSMIT, 1, BUFFER + 12, frameLength, 0, 0);
        driver.submit(TRANSMIT, 0);
    }

    private void offerBuffer(int length) {
        driver.descriptor(RECEIVE, 0, BUFFER, length, WRITE, 0);
        driver.submit(RECEIVE, 0);
    }

    @Test
    void frameLeavesWithoutHeaderAndItsChainComesBack() {
        transmit(60);
        assertArrayEquals(frame(60), output.frames.get(0));
        assertEquals(1, driver.usedIndex(TRANSMIT));
        assertEquals(0, driver.usedLength(TRANSMIT, 0));
    }

    @Test
    void framesOfWrongLengthAreDroppedAndCounted() {
        transmit(13);
        transmit(VirtioNet.MAX_FRAME_SIZE + 1);
        assertEquals(0, output.frames.size());
        assertEquals(2, net.droppedTransmits());
        assertEquals(2, driver.usedIndex(TRANSMIT));
        transmit(14);
        transmit(VirtioNet.MAX_FRAME_SIZE);
        assertEquals(2, output.frames.size());
    }

    @Test
    void oneNotificationSendsAllThatIsAvailable() {
        driver.descriptor(TRANSMIT, 0, BUFFER, 100, 0, 0);
        for (int count = 0; count < 7; count++) {
            driver.offer(TRANSMIT, 0);
        }
        driver.submit(TRANSMIT, 0);
        assertEquals(8, output.frames.size());
    }

    @Test
    void receivedFrameFollowsAHeaderOfOneBuffer() {
        offerBuffer(1530);
        assertTrue(net.canReceive());
        net.received(frame(60));
        assertEquals(0, memory.load64(BUFFER));
        assertEquals(1, memory.load16(BUFFER + 10));
        byte[] got = new byte[60];
        memory.read(BUFFER + 12, got, 0, 60);
        assertArrayEquals(frame(60), got);
        assertEquals(72, driver.usedLength(RECEIVE, 0));
        assertTrue(line.raised);
        assertFalse(net.canReceive());
    }

    @Test
    void receiveNotificationConsumesNothing() {
        offerBuffer(1530);
        assertEquals(0, driver.usedIndex(RECEIVE));
        assertFalse(line.raised);
    }

    @Test
    void frameWithoutBufferIsDroppedAndCounted() {
        net.received(frame(60));
        assertEquals(1, net.droppedReceives());
        assertEquals(0, driver.usedIndex(RECEIVE));
    }

    @Test
    void frameLargerThanItsBufferIsDroppedWithIt() {
        offerBuffer(71);
        net.received(frame(60));
        assertEquals(1, net.droppedReceives());
        assertEquals(1, driver.usedIndex(RECEIVE));
        assertEquals(0, driver.usedLength(RECEIVE, 0));
        assertEquals(0, memory.load16(BUFFER + 10));
    }

    @Test
    void hostileReceiveBufferStopsTheDeviceNotTheNode() {
        driver.descriptor(RECEIVE, 0, -8, 1530, WRITE, 0);
        driver.submit(RECEIVE, 0);
        assertTrue(net.canReceive());
        net.received(frame(60));
        assertEquals(TestDriver.NEEDS_RESET, driver.status() & TestDriver.NEEDS_RESET);
        assertFalse(net.canReceive());
    }

    @Test
    void resetDeviceReceivesNothing() {
        offerBuffer(1530);
        net.reset();
        assertFalse(net.canReceive());
    }

    @Test
    void inboundFramesBeyondTheLimitsAreTheSwitchesFault() {
        assertThrows(IllegalStateException.class, () -> net.received(frame(13)));
        assertThrows(IllegalStateException.class, () -> net.received(frame(VirtioNet.MAX_FRAME_SIZE + 1)));
    }
}
