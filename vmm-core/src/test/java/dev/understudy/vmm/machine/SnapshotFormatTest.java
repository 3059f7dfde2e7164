package dev.understudy.vmm.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.machine.SnapshotFormat.Section;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SnapshotFormatTest {
    private static final List<Section> SECTIONS =
            List.of(new Section("hart", new byte[] {1, 2}), new Section("ram", new byte[0]));

    @Test
    void sectionsComeBackInOrder() {
        List<Section> back = SnapshotFormat.open(SnapshotFormat.seal(SECTIONS));
        assertEquals(List.of("hart", "ram"), back.stream().map(Section::name).toList());
        assertArrayEquals(new byte[] {1, 2}, back.get(0).data());
        assertEquals(0, back.get(1).data().length);
    }

    @Test
    void layoutIsTheOneDrawn() {
        String hex = HexFormat.of().formatHex(SnapshotFormat.seal(SECTIONS));
        assertTrue(hex.startsWith("757374756479530a" + "01000000" + "02000000" + "0468617274" + "02000000"), hex);
    }

    @Test
    void everyFlippedByteAndEveryTruncationIsRefused() {
        byte[] whole = SnapshotFormat.seal(SECTIONS);
        for (int at = 0; at < whole.length; at++) {
            byte[] broken = whole.clone();
            broken[at] ^= 0x41;
            assertThrows(MalformedBytes.class, () -> SnapshotFormat.open(broken), "byte " + at);
            byte[] cut = Arrays.copyOf(whole, at);
            assertThrows(MalformedBytes.class, () -> SnapshotFormat.open(cut), "cut at " + at);
        }
        assertThrows(MalformedBytes.class, () -> SnapshotFormat.open(Arrays.copyOf(whole, whole.length + 1)));
    }

    @Test
    void anotherVersionIsNamed() {
        byte[] bytes = SnapshotFormat.seal(SECTIONS);
        bytes[8] = 2;
        MalformedBytes refusal = assertThrows(MalformedBytes.class, () -> SnapshotFormat.open(bytes));
        assertTrue(refusal.getMessage().contains("version 2"), refusal.getMessage());
    }

    @Test
    void memoryComesBackAndZeroPagesCostNothing() {
        byte[] memory = new byte[16 << 20];
        assertEquals(4, SnapshotFormat.packMemory(memory).length);
        Random random = new Random(1);
        byte[] page = new byte[4096];
        for (int number : new int[] {0, 1, 5, 300, 301, 302, 1000, 4095}) {
            random.nextBytes(page);
            System.arraycopy(page, 0, memory, number * 4096, 4096);
        }
        Arrays.fill(memory, 2000 * 4096, 3000 * 4096, (byte) 7); // over several runs, compressible
        byte[] packed = SnapshotFormat.packMemory(memory);
        assertTrue(packed.length < 9 * 4096 + 1000, "packed to " + packed.length);
        byte[] back = new byte[memory.length];
        Arrays.fill(back, (byte) 0x55);
        SnapshotFormat.unpackMemory(packed, back);
        assertArrayEquals(memory, back);
    }

    @Test
    void memoryOfAnotherSizeIsRefused() {
        byte[] packed = SnapshotFormat.packMemory(new byte[8192]);
        MalformedBytes refusal =
                assertThrows(MalformedBytes.class, () -> SnapshotFormat.unpackMemory(packed, new byte[4096]));
        assertTrue(refusal.getMessage().contains("8192"), refusal.getMessage());
    }

    @Test
    void hostileRunsNeverReachOutsideMemory() {
        byte[] memory = new byte[64 * 4096];
        new Random(2).nextBytes(memory);
        byte[] packed = SnapshotFormat.packMemory(memory);
        Random random = new Random(3);
        byte[] target = new byte[memory.length];
        for (int round = 0; round < 500; round++) {
            byte[] broken = packed.clone();
            broken[4 + random.nextInt(16)] = (byte) random.nextInt();
            try {
                SnapshotFormat.unpackMemory(broken, target);
            } catch (MalformedBytes e) {
                assertTrue(!e.getMessage().isEmpty());
            }
        }
    }
}
