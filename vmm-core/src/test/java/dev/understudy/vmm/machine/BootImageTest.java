package dev.understudy.vmm.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.understudy.vmm.bytes.MalformedBytes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BootImageTest {
    private static final long RAM = MemoryMap.RAM_BASE;

    private static BootImage image(long entry, long address, int bytes, long memorySize) {
        byte[] content = new byte[bytes];
        for (int index = 0; index < bytes; index++) {
            content[index] = (byte) index;
        }
        return new BootImage(entry, List.of(new BootImage.Segment(address, content, memorySize)), Map.of());
    }

    @Test
    void headersInFrontOfRamAreLeftOut() {
        BootImage.Segment segment =
                image(RAM, RAM - 4, 6, 10).inRam(4096).segments().get(0);
        assertEquals(RAM, segment.physicalAddress());
        assertArrayEquals(new byte[] {4, 5}, segment.bytes());
        assertEquals(6, segment.memorySize());
    }

    @Test
    void segmentWhollyBelowRamIsLeftOut() {
        assertEquals(List.of(), image(RAM, 0x1000, 6, 6).inRam(4096).segments());
    }

    @Test
    void segmentMayFillRamButNotExceedIt() {
        assertEquals(1, image(RAM, RAM + 96, 4, 4000).inRam(4096).segments().size());
        assertThrows(MalformedBytes.class, () -> image(RAM, RAM + 96, 4, 4001).inRam(4096));
        assertThrows(
                MalformedBytes.class,
                () -> image(RAM, Long.MAX_VALUE - 10, 4, 8).inRam(4096));
    }

    @Test
    void entryIsInRam() {
        assertThrows(MalformedBytes.class, () -> image(0x1000, RAM, 4, 4).inRam(4096));
        assertThrows(MalformedBytes.class, () -> image(RAM + 4096, RAM, 4, 4).inRam(4096));
        assertThrows(MalformedBytes.class, () -> image(-4, RAM, 4, 4).inRam(4096));
    }
}
