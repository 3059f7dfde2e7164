package dev.understudy.vmm.device;

import static dev.understudy.vmm.device.TestDriver.NEXT;
import static dev.understudy.vmm.device.TestDriver.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.log.DiskStatus;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VirtioBlockTest {
    private static final int SECTORS = 64;
    private static final long FLUSH_FEATURE = 1L << 9;

    private static final int IN = 0;
    private static final int OUT = 1;
    private static final int FLUSH = 4;
    private static final int GET_ID = 8;
    private static final int DISCARD = 11;
    private static final int ZEROES = 13;

    private static final long HEADER = TestMemory.BASE + 0x8000;
    private static final long DATA = TestMemory.BASE + 0x1_0000;
    private static final long STATUS = TestMemory.BASE + 0x9000;
    private static final byte[] NOTHING = {};

    private final TestMemory memory = new TestMemory();
    private final TestLine line = new TestLine();
    private final TestOutput output = new TestOutput();
    private final VirtioBlock block = block(false);
    private final TestDriver driver = new TestDriver(memory, block);

    private VirtioBlock block(boolean readOnly) {
        return new VirtioBlock(memory, line, output, SECTORS * 512, readOnly, "understudy-0");
    }

    @BeforeEach
    void start() {
        driver.start(1, 0);
        memory.store8(STATUS, 0xff);
    }

    /** Header, data in two pieces, status: descriptors 0 to 3. */
    private void request(int type, long sector, int length) {
        int data = type == IN || type == GET_ID ? WRITE : 0;
        memory.store32(HEADER, type);
        memory.store64(HEADER + 8, sector);
        driver.descriptor(0, 0, HEADER, 16, NEXT, length == 0 ? 3 : 1);
        driver.descriptor(0, 1, DATA, Math.max(1, length / 2), NEXT | data, 2);
        driver.descriptor(0, 2, DATA + 0x2_0000, length - length / 2, NEXT | data, 3);
        driver.descriptor(0, 3, STATUS, 1, WRITE, 0);
        driver.submit(0, 0);
    }

    private void fill(int length) {
        for (int index = 0; index < length / 2; index++) {
            memory.store8(DATA + index, index);
            memory.store8(DATA + 0x2_0000 + index, index + length / 2);
        }
    }

    private static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int index = 0; index < length; index++) {
            bytes[index] = (byte) index;
        }
        return bytes;
    }

    private byte[] bytes(long address, int length) {
        byte[] bytes = new byte[length];
        memory.read(address, bytes, 0, length);
        return bytes;
    }

    private int status() {
        return memory.load8(STATUS);
    }

    private DiskRequest issued() {
        return output.disk.get(output.disk.size() - 1);
    }

    private DiskRequest write(long sector) {
        request(OUT, sector, 512);
        return issued();
    }

    private void done(DiskRequest request) {
        block.completed(request.id(), DiskStatus.OK, NOTHING);
    }

    @Test
    void configurationNamesCapacityAndLimits() {
        assertEquals(SECTORS, block.load(0x100, 8));
        assertEquals(1 << 20, block.load(0x108, 4) * block.load(0x10c, 4));
        assertEquals(512, block.load(0x114, 4));
        assertEquals((1 << 30) / 512, block.load(0x124, 4));
        assertEquals(8, block.load(0x12c, 4));
        assertEquals(1, block.load(0x134, 4));
        assertEquals(1, block.load(0x138, 1));
    }

    @Test
    void writeCapturesItsDataWhenItIsIssued() {
        fill(1024);
        request(OUT, 2, 1024);
        memory.store8(DATA, 0x77);
        DiskRequest request = issued();
        assertEquals(DiskRequest.Kind.WRITE, request.kind());
        assertEquals(1024, request.offset());
        assertArrayEquals(pattern(1024), request.data());
        assertEquals(0, driver.usedIndex(0));
        assertFalse(line.raised);
    }

    @Test
    void completionWritesStatusUsedRingAndInterruptTogether() {
        DiskRequest request = write(2);
        done(request);
        assertEquals(0, status());
        assertEquals(1, driver.usedIndex(0));
        assertEquals(0, driver.usedHead(0, 0));
        assertEquals(1, driver.usedLength(0, 0));
        assertTrue(line.raised);
        assertEquals(List.of(), List.copyOf(block.pending()));
    }

    @Test
    void readGoesToTheDestinationsOfTheMomentOfIssue() {
        request(IN, 5, 1024);
        driver.descriptor(0, 1, TestMemory.BASE + 0x5_0000, 512, NEXT | WRITE, 2);
        block.completed(issued().id(), DiskStatus.OK, pattern(1024));
        assertArrayEquals(Arrays.copyOf(pattern(1024), 512), bytes(DATA, 512));
        assertArrayEquals(Arrays.copyOfRange(pattern(1024), 512, 1024), bytes(DATA + 0x2_0000, 512));
        assertEquals(0, status());
        assertEquals(1025, driver.usedLength(0, 0));
    }

    @Test
    void diskErrorsAreTold() {
        request(IN, 0, 512);
        block.completed(issued().id(), DiskStatus.IO_ERROR, NOTHING);
        assertEquals(1, status());
        assertEquals(0, driver.usedLength(0, 0));
        block.completed(write(0).id(), DiskStatus.NO_SPACE, NOTHING);
        assertEquals(1, status());
        assertEquals(0, block.unsyncedBytes());
    }

    @Test
    void requestsOffTheDiskFailAtOnce() {
        for (long sector : new long[] {SECTORS, SECTORS - 1, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            memory.store8(STATUS, 0xff);
            request(IN, sector, 1024);
            assertEquals(1, status(), "sector " + sector);
        }
        assertEquals(List.of(), output.disk);
    }

    @Test
    void lengthsThatAreNoSectorsFailAtOnce() {
        request(OUT, 0, 1022);
        assertEquals(1, status());
        request(OUT, 0, 0);
        assertEquals(1, status());
    }

    @Test
    void unknownTypesAreUnsupported() {
        request(77, 0, 512);
        assertEquals(2, status());
    }

    @Test
    void serialIsAnsweredAtOnce() {
        request(GET_ID, 0, 20);
        assertEquals(0, status());
        assertArrayEquals("understudy".getBytes(java.nio.charset.StandardCharsets.US_ASCII), bytes(DATA, 10));
        assertEquals('-', memory.load8(DATA + 0x2_0000));
        assertEquals(21, driver.usedLength(0, 0));
    }

    @Test
    void readOnlyDiskRefusesWritesAndOffersNoDiscard() {
        VirtioBlock disk = block(true);
        TestDriver other = new TestDriver(memory, disk);
        assertEquals(1 << 5, other.offered() & (1 << 5 | 1 << 13 | 1 << 14));
        Arrays.fill(memory.bytes, (byte) 0);
        other.start(1, 0);
        memory.store32(HEADER, OUT);
        driver.descriptor(0, 0, HEADER, 16, NEXT, 1);
        driver.descriptor(0, 1, DATA, 512, NEXT, 2);
        driver.descriptor(0, 2, STATUS, 1, WRITE, 0);
        other.submit(0, 0);
        assertEquals(1, status());
        assertEquals(List.of(), output.disk);
    }

    private void range(int type, long sector, int sectors, int flags) {
        memory.store64(DATA, sector);
        memory.store32(DATA + 0x2_0000, sectors);
        memory.store32(DATA + 0x2_0004, flags);
        request(type, 0, 16);
    }

    @Test
    void discardAndZeroesNameARange() {
        range(DISCARD, 8, 16, 0);
        assertEquals("DISCARD#0[4096, +8192]", issued().toString());
        range(ZEROES, 1, 2, 1);
        assertEquals("WRITE_ZEROES#1[512, +1024]", issued().toString());
        done(output.disk.get(0));
        done(output.disk.get(1));
        assertEquals(2, block.unsynced().size());
    }

    @Test
    void wrongRangesAreRefused() {
        range(DISCARD, 8, 16, 1);
        assertEquals(2, status());
        range(ZEROES, 8, 16, 2);
        assertEquals(2, status());
        range(DISCARD, 60, 5, 0);
        assertEquals(1, status());
        range(DISCARD, 0, -1, 0);
        assertEquals(1, status());
        assertEquals(List.of(), output.disk);
    }

    @Test
    void completionsOutOfOrderFindTheirChains() {
        write(1);
        memory.store32(HEADER + 0x100, OUT);
        driver.descriptor(0, 4, HEADER + 0x100, 16, NEXT, 5);
        driver.descriptor(0, 5, DATA, 512, NEXT, 6);
        driver.descriptor(0, 6, STATUS + 1, 1, WRITE, 0);
        driver.submit(0, 4);
        done(output.disk.get(1));
        done(output.disk.get(0));
        assertEquals(4, driver.usedHead(0, 0));
        assertEquals(0, driver.usedHead(0, 1));
    }

    @Test
    void answersThatNobodyAskedForStopTheNode() {
        assertThrows(IllegalStateException.class, () -> block.completed(0, DiskStatus.OK, NOTHING));
        DiskRequest request = write(0);
        assertThrows(IllegalStateException.class, () -> block.completed(request.id(), DiskStatus.OK, new byte[512]));
        done(request);
        assertThrows(IllegalStateException.class, () -> done(request));
        request(IN, 0, 512);
        assertThrows(IllegalStateException.class, () -> block.completed(1, DiskStatus.OK, new byte[511]));
        assertThrows(IllegalStateException.class, () -> block.completed(1, DiskStatus.IO_ERROR, new byte[512]));
    }

    @Test
    void lateCompletionAfterAResetTouchesNothing() {
        request(IN, 0, 512);
        driver.start(1, 0);
        byte[] before = memory.bytes.clone();
        assertEquals(1, block.pending().size());
        block.completed(0, DiskStatus.OK, pattern(512));
        assertArrayEquals(before, memory.bytes);
        assertFalse(line.raised);
        assertEquals(0, block.pending().size());
    }

    @Test
    void idsGoOnOverAReset() {
        write(0);
        block.reset();
        memory.store32(TestDriver.available(0), 0);
        driver.start(1, 0);
        assertEquals(1, write(0).id());
    }

    @Test
    void completedWritesStayUnsyncedUntilAFlushIssuedLaterCompletes() {
        DiskRequest first = write(1);
        DiskRequest second = write(2);
        done(first);
        request(FLUSH, 0, 0);
        DiskRequest flush = issued();
        done(second);
        assertEquals(List.of(first, second), block.unsynced());
        done(flush);
        assertEquals(List.of(second), block.unsynced());
        assertEquals(512 + 64, block.unsyncedBytes());
        request(FLUSH, 0, 0);
        done(issued());
        assertEquals(List.of(), block.unsynced());
        assertEquals(0, block.unsyncedBytes());
    }

    @Test
    void whatAnAnsweredFlushCoversNeedNotBeWrittenAgainEvenBeforeItsEntry() {
        DiskRequest first = write(1);
        DiskRequest second = write(2);
        done(first);
        request(FLUSH, 0, 0);
        DiskRequest flush = issued();
        done(second);
        assertEquals(List.of(first, second), block.unsynced(List.of()));
        assertEquals(List.of(second), block.unsynced(List.of(flush.id())));
    }

    @Test
    void failedFlushCoversNothing() {
        done(write(1));
        request(FLUSH, 0, 0);
        block.completed(issued().id(), DiskStatus.IO_ERROR, NOTHING);
        assertEquals(1, block.unsynced().size());
    }

    @Test
    void ownersFlushCoversOnlyWhatWasCompletedBelowThePendingWrites() {
        DiskRequest first = write(1);
        DiskRequest second = write(2);
        DiskRequest third = write(3);
        done(first);
        done(third);
        long bound = block.flushBound();
        done(second);
        block.stable(bound);
        assertEquals(List.of(third, second), block.unsynced());
        block.stable(block.flushBound());
        assertEquals(List.of(), block.unsynced());
    }

    @Test
    void unsyncedWritesOutliveTheDevicesReset() {
        done(write(1));
        block.reset();
        assertEquals(1, block.unsynced().size());
    }

    @Test
    void writesOfADriverWithoutFlushAreDurableBeforeTheyAreTold() {
        driver.register(0x70, 0);
        memory.store32(TestDriver.available(0), 0);
        driver.start(1, FLUSH_FEATURE);
        done(write(1));
        assertEquals(0, driver.usedIndex(0));
        DiskRequest flush = issued();
        assertEquals(DiskRequest.Kind.FLUSH, flush.kind());
        done(flush);
        assertEquals(1, driver.usedIndex(0));
        assertEquals(0, status());
        assertEquals(List.of(), block.unsynced());
    }

    @Test
    void restoredDiskFinishesItsPendingRequestsAlike() {
        done(write(9));
        request(IN, 0, 512);
        write(1);
        request(FLUSH, 0, 0);
        ByteWriter out = new ByteWriter(64);
        block.save(out);
        VirtioBlock other = block(false);
        other.restore(new ByteReader(out.toByteArray()));
        assertEquals(block.pending().toString(), other.pending().toString());
        assertEquals(block.unsynced().toString(), other.unsynced().toString());
        other.completed(1, DiskStatus.OK, pattern(512));
        other.completed(2, DiskStatus.OK, NOTHING);
        other.completed(3, DiskStatus.OK, NOTHING);
        assertEquals(4, driver.usedIndex(0));
        assertEquals("[WRITE#2[512, +512]]", other.unsynced().toString());
    }

    @Test
    void digestLeavesOutTheDataOfWrites() {
        done(write(9));
        write(1);
        ByteWriter saved = new ByteWriter(64);
        ByteWriter digested = new ByteWriter(64);
        block.save(saved);
        block.digest(digested);
        assertEquals(2 * (512 + 2), saved.size() - digested.size());
    }

    @Test
    void snapshotOfAnotherDiskIsRefused() {
        ByteWriter out = new ByteWriter(64);
        new VirtioBlock(memory, line, output, 512, false, "understudy-0").save(out);
        assertThrows(MalformedBytes.class, () -> block.restore(new ByteReader(out.toByteArray())));
    }

    @Test
    void endlessRequestsStopTheDevice() {
        for (int count = 0; count < 600; count++) {
            request(FLUSH, 0, 0);
        }
        assertEquals(512, output.disk.size());
        assertEquals(TestDriver.NEEDS_RESET, driver.status() & TestDriver.NEEDS_RESET);
        assertEquals(512, block.pending().size());
    }

    /** A megabyte each, out of the same quarter of a megabyte four times. */
    @Test
    void endlessDataStopsTheDevice() {
        VirtioBlock large = new VirtioBlock(memory, line, output, 1 << 30, false, "large");
        TestDriver other = new TestDriver(memory, large).start(1, 0);
        memory.store32(HEADER, OUT);
        other.descriptor(0, 0, HEADER, 16, NEXT, 1);
        for (int piece = 1; piece <= 4; piece++) {
            other.descriptor(0, piece, DATA, 1 << 18, NEXT, piece + 1);
        }
        other.descriptor(0, 5, STATUS, 1, WRITE, 0);
        for (int count = 0; count < 70; count++) {
            other.submit(0, 0);
        }
        assertEquals(64, output.disk.size());
        assertEquals(TestDriver.NEEDS_RESET, other.status() & TestDriver.NEEDS_RESET);
    }

    @Test
    void snapshotWhosePendingReadPointsOutsideRamIsRefused() {
        request(IN, 0, 512);
        ByteWriter out = new ByteWriter(64);
        block.save(out);
        TestMemory smaller = new TestMemory(0x8000);
        VirtioBlock other = new VirtioBlock(smaller, line, output, SECTORS * 512, false, "understudy-0");
        MalformedBytes refused =
                assertThrows(MalformedBytes.class, () -> other.restore(new ByteReader(out.toByteArray())));
        assertTrue(refused.getMessage().contains("is not in RAM"), refused.getMessage());
    }
}
