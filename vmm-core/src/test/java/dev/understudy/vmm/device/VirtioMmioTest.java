package dev.understudy.vmm.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class VirtioMmioTest {
    private static final int QUEUE_READY = 0x44;
    private static final int INTERRUPT_STATUS = 0x60;
    private static final int INTERRUPT_ACKNOWLEDGE = 0x64;
    private static final int STATUS = 0x70;

    private final TestMemory memory = new TestMemory();
    private final TestLine line = new TestLine();
    private final TestOutput output = new TestOutput();
    private final VirtioNet net =
            new VirtioNet(memory, line, output, new byte[] {0x52, 0x54, 0x00, 0x12, 0x34, (byte) 0x9a});
    private final TestDriver driver = new TestDriver(memory, net);

    @Test
    void identifiesItself() {
        assertEquals(0x7472_6976, driver.register(0x00));
        assertEquals(2, driver.register(0x04));
        assertEquals(1, driver.register(0x08));
        assertEquals(256, driver.register(0x34));
        driver.register(0x30, 2);
        assertEquals(0, driver.register(0x34));
    }

    @Test
    void offersVersionOneAndNeitherIndirectNorEventIndex() {
        assertEquals(1L << 32 | 1L << 5 | 1L << 16, driver.offered());
    }

    @Test
    void configurationIsReadInAnySize() {
        assertEquals(0x52, net.load(0x100, 1));
        assertEquals(0x9a34, net.load(0x104, 2));
        assertEquals(0x0001_9a34, net.load(0x104, 4));
        assertEquals(0x0001_9a34_1200_5452L, net.load(0x100, 8));
        assertEquals(0, net.load(0x108, 8));
        assertEquals(0, net.load(0xff8, 8));
    }

    @Test
    void featuresOkDoesNotStickWithoutVersionOne() {
        driver.negotiate(1L << 5);
        assertEquals(3, driver.status() | 3);
    }

    @Test
    void featuresOkDoesNotStickWithAFeatureNotOffered() {
        driver.negotiate(1L << 32 | 1L << 28);
        assertEquals(0, driver.status() & TestDriver.FEATURES_OK);
        driver.negotiate(1L << 32);
        assertEquals(TestDriver.FEATURES_OK, driver.status() & TestDriver.FEATURES_OK);
    }

    @Test
    void statusBitsAreOnlyClearedByReset() {
        driver.start(2, 0);
        driver.register(STATUS, 1);
        assertEquals(0xf, driver.status());
        driver.register(STATUS, 0);
        assertEquals(0, driver.status());
        assertEquals(0, driver.register(QUEUE_READY));
    }

    @Test
    void notificationBeforeDriverOkIsIgnored() {
        driver.negotiate(driver.offered());
        driver.place(1, 8, TestDriver.rings(1), TestDriver.available(1), TestDriver.used(1));
        driver.descriptor(1, 0, TestMemory.BASE + 0x8000, 100, 0, 0);
        driver.submit(1, 0);
        assertEquals(0, output.frames.size());
    }

    @Test
    void interruptLastsUntilAcknowledged() {
        transmitOneFrame();
        assertTrue(line.raised);
        assertEquals(1, driver.register(INTERRUPT_STATUS));
        driver.register(INTERRUPT_ACKNOWLEDGE, 1);
        assertFalse(line.raised);
        assertEquals(0, driver.register(INTERRUPT_STATUS));
    }

    @Test
    void pollingDriverIsNotInterrupted() {
        memory.store16(TestDriver.available(1), 1);
        transmitOneFrame();
        assertEquals(1, driver.usedIndex(1));
        assertFalse(line.raised);
    }

    private void transmitOneFrame() {
        driver.start(2, 0);
        driver.descriptor(1, 0, TestMemory.BASE + 0x8000, 100, 0, 0);
        driver.submit(1, 0);
    }

    @Test
    void queueThatIsNoPowerOfTwoIsRefused() {
        expectRefused(6, TestDriver.rings(0), TestDriver.available(0), TestDriver.used(0));
    }

    @Test
    void queueOfNoDescriptorsIsRefused() {
        expectRefused(0, TestDriver.rings(0), TestDriver.available(0), TestDriver.used(0));
    }

    @Test
    void queueLargerThanTheMaximumIsRefused() {
        expectRefused(512, TestDriver.rings(0), TestDriver.available(0), TestDriver.used(0));
        expectRefused(0x8000_0000L, TestDriver.rings(0), TestDriver.available(0), TestDriver.used(0));
    }

    @Test
    void ringsOutsideRamAreRefused() {
        long end = TestMemory.BASE + TestMemory.SIZE;
        expectRefused(8, 0x1000, TestDriver.available(0), TestDriver.used(0));
        expectRefused(8, end - 112, TestDriver.available(0), TestDriver.used(0));
        expectRefused(8, TestDriver.rings(0), end - 4, TestDriver.used(0));
        expectRefused(8, TestDriver.rings(0), TestDriver.available(0), -16L);
        expectRefused(8, TestDriver.rings(0), TestDriver.available(0), end - 64);
    }

    @Test
    void ringsOffTheirAlignmentAreRefused() {
        expectRefused(8, TestDriver.rings(0) + 8, TestDriver.available(0), TestDriver.used(0));
        expectRefused(8, TestDriver.rings(0), TestDriver.available(0) + 1, TestDriver.used(0));
        expectRefused(8, TestDriver.rings(0), TestDriver.available(0), TestDriver.used(0) + 2);
    }

    private void expectRefused(long size, long descriptors, long available, long used) {
        driver.register(STATUS, 0);
        driver.negotiate(driver.offered());
        driver.place(0, size, descriptors, available, used);
        assertEquals(0, driver.register(QUEUE_READY));
        assertEquals(TestDriver.NEEDS_RESET, driver.status() & TestDriver.NEEDS_RESET);
        assertFalse(net.violation().isEmpty());
    }
}
