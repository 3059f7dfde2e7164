package dev.understudy.vmm.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class BoardDevicesTest {
    private final TestOutput output = new TestOutput();
    private long ticks;
    private final Rtc rtc = new Rtc(() -> ticks, 0x1_0000_0000L);

    @Test
    void finisherPassesFailsAndResets() {
        TestFinisher finisher = new TestFinisher(output);
        finisher.store(0, 4, 0x5555);
        finisher.store(0, 4, 0x3333 | 7 << 16);
        finisher.store(0, 4, 0x7777);
        finisher.store(0, 4, 0x1234);
        finisher.store(4, 4, 0x5555);
        assertEquals(List.of("off 0", "off 7", "reset"), output.power);
    }

    @Test
    void clockHighHalfIsOfTheMomentOfTheLowHalf() {
        ticks = 5;
        assertEquals(500, rtc.load(0, 4));
        ticks = 0x1_0000_0000L;
        assertEquals(1, rtc.load(4, 4));
        rtc.load(0, 4);
        assertEquals(1 + 100, rtc.load(4, 4));
    }

    @Test
    void emptySlotSaysThatNothingIsThere() {
        EmptySlot slot = new EmptySlot();
        assertEquals(0x7472_6976, slot.load(0, 4));
        assertEquals(2, slot.load(4, 4));
        assertEquals(0, slot.load(8, 4));
    }
}
