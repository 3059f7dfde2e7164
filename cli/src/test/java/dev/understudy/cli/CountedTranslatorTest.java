package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.understudy.vmm.machine.BootImage;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.MachineConfig;
import dev.understudy.vmm.machine.MemoryMap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class CountedTranslatorTest {
    /** {@code j .} for ever. */
    private static final int JUMP_TO_ITSELF = 0x0000006f;

    private CountedTranslator engine;

    private Machine spinning() {
        byte[] code = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(JUMP_TO_ITSELF)
                .array();
        MachineConfig config = new MachineConfig(8 << 20, 0, false, new byte[6], "", 0, new byte[0]);
        return new Machine(
                config, BootImage.of(code, MemoryMap.RAM_BASE), hart -> engine = new CountedTranslator(hart));
    }

    private long told() {
        return engine.counters().translatedInstructions() + engine.counters().interpretedInstructions();
    }

    @Test
    void aBusyGuestsCountersAreToldNowAndThenAndAllAtTheEnd() {
        Machine machine = spinning();
        Object before = engine.counters();
        machine.run(10_000);
        assertSame(before, engine.counters(), "nothing is made for a slice");
        machine.run(1_000_000);
        assertEquals(1_000_000, told());
        machine.run(1_010_000);
        assertEquals(1_000_000, told());
        assertEquals(
                1_010_000,
                engine.lastCounters().translatedInstructions()
                        + engine.lastCounters().interpretedInstructions());
    }
}
