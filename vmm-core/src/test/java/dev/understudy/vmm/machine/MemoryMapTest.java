package dev.understudy.vmm.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MemoryMapTest {
    @Test
    void devicesAreInAddressOrderAndDoNotOverlap() {
        long end = 0;
        for (MemoryMap device : MemoryMap.values()) {
            assertTrue(device.base() >= end, device.name());
            end = device.base() + device.size();
        }
        assertTrue(end <= MemoryMap.RAM_BASE);
    }

    @Test
    void virtioSlotsAreWhereTheBoardHasThem() {
        for (int slot = 0; slot < 8; slot++) {
            assertEquals(0x1000_1000L + 0x1000L * slot, MemoryMap.virtio(slot).base());
            assertEquals(1 + slot, MemoryMap.virtio(slot).interrupt());
        }
        assertThrows(IllegalArgumentException.class, () -> MemoryMap.virtio(8));
        assertThrows(IllegalArgumentException.class, () -> MemoryMap.virtio(-1));
    }
}
