package dev.understudy.vmm.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.log.Event;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FirmwareBootTest {
    private static final long MEBIBYTE = 1 << 20;
    private static final byte[] FIRMWARE = {0x13, 0, 0, 0};

    /** A file of {@code size} bytes that says of itself what a kernel's header says. */
    private static byte[] kernel(long textOffset, long imageSize, long flags, int size) {
        ByteWriter out = new ByteWriter(size);
        out.u64(0).u64(textOffset).u64(imageSize).u64(flags).u32(2).u32(0).u64(0);
        out.raw(new byte[] {'R', 'I', 'S', 'C', 'V', 0, 0, 0, 'R', 'S', 'C', 5});
        return out.raw(new byte[size - out.size()]).toByteArray();
    }

    private static byte[] kernel(long imageSize) {
        return kernel(2 * MEBIBYTE, imageSize, 0, 4096);
    }

    private static String refusal(byte[] firmware, byte[] kernel) {
        return assertThrows(MalformedBytes.class, () -> FirmwareBoot.of(firmware, kernel))
                .getMessage();
    }

    @Test
    void firmwareIsEnteredAndTheKernelLiesWhereItJumps() {
        byte[] kernel = kernel(30 * MEBIBYTE);
        BootImage image = FirmwareBoot.of(FIRMWARE, kernel);
        assertEquals(0x8000_0000L, image.entry());
        assertEquals(0x8000_0000L, image.segments().get(0).physicalAddress());
        BootImage.Segment second = image.segments().get(1);
        assertEquals(0x8020_0000L, second.physicalAddress());
        assertSame(kernel, second.bytes());
        assertEquals(30 * MEBIBYTE, second.memorySize());
    }

    @Test
    void onlyALinuxKernelNeedsFirmware() {
        assertTrue(FirmwareBoot.isNeeded(kernel(4096)));
        assertFalse(FirmwareBoot.isNeeded(new byte[4096]));
        assertFalse(FirmwareBoot.isNeeded(new byte[50]));
    }

    @Test
    void aFlatProgramThatIsNoLinuxRunsUnderFirmwareToo() {
        BootImage image = FirmwareBoot.of(FIRMWARE, new byte[100]);
        assertEquals(0x8020_0000L, image.segments().get(1).physicalAddress());
    }

    @Test
    void kernelEndsBeforeTheTreeThatTheFirmwareMoves() {
        assertEquals(
                3, FirmwareBoot.of(FIRMWARE, kernel(32 * MEBIBYTE)).segments().size());
        assertEquals(
                "the kernel takes 33554433 bytes at 0x80200000, its room is from 0x80200000 to 0x82200000",
                refusal(FIRMWARE, kernel(32 * MEBIBYTE + 1)));
    }

    @Test
    void aSizeThatIsTooSmallOrNegativeIsTheFiles() {
        for (long size : new long[] {0, -1, Long.MIN_VALUE}) {
            assertEquals(
                    4096,
                    FirmwareBoot.of(FIRMWARE, kernel(size)).segments().get(1).memorySize());
        }
    }

    @Test
    void kernelThatWantsToBeElsewhereIsRefused() {
        assertTrue(refusal(FIRMWARE, kernel(0, 4096, 0, 4096)).contains("0x80000000, but the firmware jumps to"));
        assertTrue(refusal(FIRMWARE, kernel(-1, 4096, 0, 4096)).contains("but the firmware jumps to"));
    }

    @Test
    void bigEndianKernelIsRefused() {
        assertEquals("the kernel is for a big-endian machine", refusal(FIRMWARE, kernel(2 * MEBIBYTE, 4096, 1, 4096)));
    }

    @Test
    void firmwareEndsBeforeTheKernel() {
        assertTrue(refusal(new byte[(int) (2 * MEBIBYTE) + 1], kernel(4096)).startsWith("the firmware takes 2097153"));
        assertTrue(refusal(kernel(4096), kernel(4096)).startsWith("the firmware is a Linux kernel"));
    }

    @Test
    void ramThatIsTooSmallForTheMovedTreeIsRefused() {
        BootImage image = FirmwareBoot.of(FIRMWARE, kernel(4096));
        assertThrows(MalformedBytes.class, () -> image.inRam(34 * MEBIBYTE));
        assertEquals(3, image.inRam(35 * MEBIBYTE).segments().size());
    }

    @Test
    void initrdLiesAtTheEndOfRamInFrontOfTheDeviceTree() {
        BootImage image = FirmwareBoot.of(FIRMWARE, kernel(4096)).withInitrd(new byte[5000], 64 * MEBIBYTE);
        assertEquals(new BootImage.Initrd(0x83fe_e000L, 0x83fe_e000L + 5000), image.initrd());
        assertEquals(0x83fe_e000L, image.segments().get(3).physicalAddress());
    }

    @Test
    void initrdIsToldInTheDeviceTreeAndIsInRamAfterEachReset() {
        byte[] initrd = {'i', 'n', 'i', 't'};
        MachineConfig config =
                new MachineConfig(64 * MEBIBYTE, 0, false, new byte[6], "console=ttyS0", 0, new byte[] {7});
        Machine machine =
                new Machine(config, FirmwareBoot.of(FIRMWARE, kernel(4096)).withInitrd(initrd, config.memoryBytes()));
        int treeSize = ByteBuffer.wrap(machine.memory(0x83ff_0000L, 8)).getInt(4);
        Map<String, byte[]> read = FlatTreeReader.read(machine.memory(0x83ff_0000L, treeSize));
        long start = ByteBuffer.wrap(read.get("/chosen/linux,initrd-start")).getLong();
        assertEquals(4, ByteBuffer.wrap(read.get("/chosen/linux,initrd-end")).getLong() - start);
        assertEquals("init", new String(machine.memory(start, 4), StandardCharsets.US_ASCII));
        Machine opened = MachineSnapshot.open(MachineSnapshot.capture(machine).seal(List.of()))
                .machine();
        opened.apply(new Event.OperatorAction(Event.OperatorAction.Action.RESET));
        assertEquals(machine.memoryDigest(), opened.memoryDigest());
    }

    @Test
    void initrdThatWouldOverlapTheMovedTreeIsRefused() {
        BootImage image = FirmwareBoot.of(FIRMWARE, kernel(4096));
        long free = 64 * MEBIBYTE - DeviceTree.ROOM - (FirmwareBoot.MOVED_TREE_END - MemoryMap.RAM_BASE);
        assertEquals(
                FirmwareBoot.MOVED_TREE_END,
                image.withInitrd(new byte[(int) free], 64 * MEBIBYTE).initrd().start());
        String refusal = assertThrows(
                        MalformedBytes.class, () -> image.withInitrd(new byte[(int) free + 1], 64 * MEBIBYTE))
                .getMessage();
        assertEquals(
                "the initrd of " + (free + 1) + " bytes does not fit into RAM: " + free + " bytes are left of 67108864",
                refusal);
    }

    @Test
    void whatIsNoProgramIsNamed() {
        assertTrue(refusal(FIRMWARE, new byte[] {0x1f, (byte) 0x8b, 8, 0}).contains("compressed with gzip"));
        byte[] bzImage = new byte[1024];
        System.arraycopy("HdrS".getBytes(StandardCharsets.US_ASCII), 0, bzImage, 0x202, 4);
        assertTrue(refusal(FIRMWARE, bzImage).contains("Linux kernel for x86"));
        byte[] arm = new byte[1024];
        System.arraycopy("ARM\u0064".getBytes(StandardCharsets.US_ASCII), 0, arm, 56, 4);
        assertTrue(refusal(FIRMWARE, arm).contains("Linux kernel for arm64"));
        assertTrue(refusal(FIRMWARE, "!<arch>\n".getBytes(StandardCharsets.US_ASCII))
                .contains("a Debian package"));
    }
}
