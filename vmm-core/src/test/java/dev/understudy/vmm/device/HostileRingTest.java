package dev.understudy.vmm.device;

import static dev.understudy.vmm.device.TestDriver.INDIRECT;
import static dev.understudy.vmm.device.TestDriver.NEXT;
import static dev.understudy.vmm.device.TestDriver.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.log.DiskStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Drivers that break the rules of a queue; {@link TestMemory} throws at any access outside RAM. */
class HostileRingTest {
    private static final long BUFFER = TestMemory.BASE + 0x8000;
    private static final long END = TestMemory.BASE + TestMemory.SIZE;

    private final TestMemory memory = new TestMemory();
    private final TestLine line = new TestLine();
    private final TestOutput output = new TestOutput();
    private final VirtioBlock block = new VirtioBlock(memory, line, output, 1 << 20, false, "disk");
    private final TestDriver driver = new TestDriver(memory, block);

    @BeforeEach
    void start() {
        driver.start(1, 0);
    }

    private void expectNeedsReset(String because) {
        assertEquals(TestDriver.NEEDS_RESET, driver.status() & TestDriver.NEEDS_RESET);
        assertEquals(2, driver.register(0x60) & 2, "configuration interrupt");
        assertTrue(line.raised);
        assertTrue(block.violation().contains(because), block.violation());
        assertEquals(0, driver.usedIndex(0));
        assertEquals(List.of(), output.disk);
    }

    @Test
    void chainThatLoops() {
        driver.descriptor(0, 0, BUFFER, 16, NEXT, 1);
        driver.descriptor(0, 1, BUFFER, 16, NEXT, 0);
        driver.submit(0, 0);
        expectNeedsReset("loop");
    }

    @Test
    void chainThatPointsToItself() {
        driver.descriptor(0, 3, BUFFER, 16, NEXT | WRITE, 3);
        driver.submit(0, 3);
        expectNeedsReset("loop");
    }

    @Test
    void headOutsideTheTable() {
        driver.submit(0, 8);
        expectNeedsReset("descriptor 8 of a queue of 8");
    }

    @Test
    void nextOutsideTheTable() {
        driver.descriptor(0, 0, BUFFER, 16, NEXT, 0xffff);
        driver.submit(0, 0);
        expectNeedsReset("descriptor 65535");
    }

    @Test
    void bufferBelowRam() {
        driver.descriptor(0, 0, 0x1000, 16, 0, 0);
        driver.submit(0, 0);
        expectNeedsReset("not in RAM");
    }

    @Test
    void bufferOverTheEndOfRam() {
        driver.descriptor(0, 0, END - 15, 16, 0, 0);
        driver.submit(0, 0);
        expectNeedsReset("not in RAM");
    }

    @Test
    void bufferWhoseEndOverflows() {
        driver.descriptor(0, 0, -16, 0xffff_ffffL, 0, 0);
        driver.submit(0, 0);
        expectNeedsReset("not in RAM");
    }

    @Test
    void bufferOfHugeLength() {
        driver.descriptor(0, 0, BUFFER, 16, NEXT, 1);
        driver.descriptor(0, 1, BUFFER, 0xffff_ffffL, WRITE, 0);
        driver.submit(0, 0);
        expectNeedsReset("4294967295 bytes");
    }

    @Test
    void bufferOfNoLength() {
        driver.descriptor(0, 0, BUFFER, 0, 0, 0);
        driver.submit(0, 0);
        expectNeedsReset("0 bytes");
    }

    @Test
    void readableAfterWritable() {
        driver.descriptor(0, 0, BUFFER, 16, WRITE | NEXT, 1);
        driver.descriptor(0, 1, BUFFER, 16, 0, 0);
        driver.submit(0, 0);
        expectNeedsReset("readable after a writable");
    }

    @Test
    void indirectDescriptor() {
        driver.descriptor(0, 0, BUFFER, 16, INDIRECT, 0);
        driver.submit(0, 0);
        expectNeedsReset("indirect");
    }

    @Test
    void moreAvailableThanTheQueueHolds() {
        memory.store16(TestDriver.available(0) + 2, 9);
        driver.register(0x50, 0);
        expectNeedsReset("9 chains are available");
    }

    @Test
    void requestWithoutStatusByte() {
        driver.descriptor(0, 0, BUFFER, 16, 0, 0);
        driver.submit(0, 0);
        expectNeedsReset("chain 0 has 16 bytes to read and 0 to write");
    }

    @Test
    void requestShorterThanItsHeader() {
        driver.descriptor(0, 0, BUFFER, 15, NEXT, 1);
        driver.descriptor(0, 1, BUFFER, 1, WRITE, 0);
        driver.submit(0, 0);
        expectNeedsReset("chain 0 has 15 bytes");
    }

    @Test
    void nothingHappensAfterAViolationUntilReset() {
        driver.submit(0, 8);
        driver.descriptor(0, 0, BUFFER, 16, NEXT, 1);
        driver.descriptor(0, 1, BUFFER, 1, WRITE, 0);
        driver.submit(0, 0);
        assertEquals(0, driver.usedIndex(0));
        Arrays.fill(memory.bytes, (byte) 0);
        driver.start(1, 0);
        memory.store32(BUFFER, 99);
        driver.descriptor(0, 0, BUFFER, 16, NEXT, 1);
        driver.descriptor(0, 1, BUFFER + 100, 1, WRITE, 0);
        driver.submit(0, 0);
        assertEquals(1, driver.usedIndex(0));
    }

    @Test
    void completionAfterAViolationTouchesNothing() {
        memory.store32(BUFFER, 4); // flush
        driver.descriptor(0, 0, BUFFER, 16, NEXT, 1);
        driver.descriptor(0, 1, BUFFER + 100, 1, WRITE, 0);
        memory.store8(BUFFER + 100, 0xff);
        driver.submit(0, 0);
        driver.submit(0, 8);
        block.completed(0, DiskStatus.OK, new byte[0]);
        assertEquals(0xff, memory.load8(BUFFER + 100));
        assertEquals(0, driver.usedIndex(0));
    }

    @Test
    void usedRingOverTheAvailableRingEnds() {
        driver.register(0x70, 0);
        driver.negotiate(driver.offered());
        driver.place(0, 8, TestDriver.rings(0), TestDriver.available(0), TestDriver.available(0));
        driver.register(0x70, 15);
        memory.store32(BUFFER, 99);
        driver.descriptor(0, 0, BUFFER, 16, NEXT, 1);
        driver.descriptor(0, 1, TestDriver.available(0) + 2, 1, WRITE, 0);
        memory.store16(TestDriver.available(0) + 2, 8);
        driver.register(0x50, 0);
        assertTrue(driver.usedIndex(0) <= 8);
    }

    /** Random rings, random registers, random completions: equal on two devices, and never outside RAM. */
    @Test
    void randomRingsNeverThrowAndAreDeterministic() {
        for (long seed = 0; seed < 300; seed++) {
            byte[] first = play(seed);
            byte[] second = play(seed);
            assertTrue(Arrays.equals(first, second), "seed " + seed);
        }
    }

    private static byte[] play(long seed) {
        Random random = new Random(seed);
        TestMemory memory = new TestMemory();
        TestOutput output = new TestOutput();
        VirtioBlock block = new VirtioBlock(memory, new TestLine(), output, 1 << 16, false, "disk");
        TestDriver driver = new TestDriver(memory, block);
        for (int round = 0; round < 40; round++) {
            if (round % 10 == 0) {
                driver.start(1, random.nextBoolean() ? 0 : 1 << 9);
            }
            scribble(random, driver);
            driver.register(0x50, random.nextInt(2));
            for (DiskRequest request : block.pending()) {
                if (random.nextBoolean()) {
                    DiskStatus status = DiskStatus.values()[random.nextInt(3)];
                    boolean read = status == DiskStatus.OK && request.kind() == DiskRequest.Kind.READ;
                    block.completed(request.id(), status, new byte[read ? request.length() : 0]);
                }
            }
        }
        ByteWriter out = new ByteWriter(64);
        block.save(out);
        block.restore(new ByteReader(out.toByteArray()));
        out.clear();
        block.save(out);
        return out.raw(memory.bytes).toByteArray();
    }

    private static void scribble(Random random, TestDriver driver) {
        for (int index = 0; index < TestDriver.SIZE; index++) {
            long address = random.nextInt(40) == 0 ? random.nextLong() : TestMemory.BASE + random.nextInt(0x4000);
            int length = random.nextInt(40) == 0 ? random.nextInt() : index % 2 == 0 ? 16 : 1 + random.nextInt(0x600);
            int flags = index % 2 == 0 ? NEXT : random.nextInt(8) == 0 ? random.nextInt(8) : WRITE;
            driver.descriptor(0, index, address, length, flags, (index + 1) % TestDriver.SIZE);
            if (random.nextBoolean() && address >= TestMemory.BASE && address < END - 16) {
                driver.memory.store32(address, random.nextInt(16));
                driver.memory.store64(address + 8, random.nextInt(200));
            }
        }
        for (int count = random.nextInt(4); count > 0; count--) {
            driver.offer(0, random.nextInt(30) == 0 ? random.nextInt(0x10000) : random.nextInt(4) * 2);
        }
    }
}
