package dev.understudy.vmm.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every device owes the machine. */
class DeviceContractTest {
    private static final int[] SIZES = {1, 2, 4, 8};
    private static final int POKES = 20_000;

    enum Kind {
        CLINT(0x1_0000, () -> new Clint(() -> 42, new TestLine(), new TestLine())),
        PLIC(0x60_0000, () -> new Plic(new TestLine(), new TestLine())),
        UART(0x100, () -> new Uart(new TestLine(), new TestOutput())),
        FINISHER(0x1000, () -> new TestFinisher(new TestOutput())),
        RTC(0x1000, () -> new Rtc(() -> 42, 1_000)),
        EMPTY(0x1000, EmptySlot::new),
        BLOCK(
                0x1000,
                () -> new VirtioBlock(new TestMemory(), new TestLine(), new TestOutput(), 1 << 20, false, "disk")),
        NET(0x1000, () -> new VirtioNet(new TestMemory(), new TestLine(), new TestOutput(), new byte[6])),
        ENTROPY(0x1000, () -> new VirtioEntropy(new TestMemory(), new TestLine(), new TestOutput()));

        final int window;
        final Supplier<Device> fresh;

        Kind(int window, Supplier<Device> fresh) {
            this.window = window;
            this.fresh = fresh;
        }

        /** Half of all accesses go where registers are dense. */
        Device poked(long seed) {
            Random random = new Random(seed);
            Device device = fresh.get();
            for (int poke = 0; poke < POKES; poke++) {
                int size = SIZES[random.nextInt(4)];
                int offset = random.nextInt(random.nextBoolean() ? Math.min(window, 0x100) : window - 8);
                if (random.nextBoolean()) {
                    device.load(offset, size);
                } else {
                    device.store(offset, size, random.nextBoolean() ? random.nextInt(16) : random.nextLong());
                }
            }
            return device;
        }
    }

    private static byte[] save(Device device) {
        ByteWriter out = new ByteWriter(64);
        device.save(out);
        return out.toByteArray();
    }

    @ParameterizedTest
    @EnumSource
    void anyAccessIsAnsweredAndAnyStateSurvivesSaveAndRestore(Kind kind) {
        for (long seed = 0; seed < 5; seed++) {
            byte[] saved = save(kind.poked(seed));
            Device other = kind.fresh.get();
            ByteReader in = new ByteReader(saved);
            other.restore(in);
            in.expectEnd(kind.name());
            assertArrayEquals(saved, save(other), "seed " + seed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void resetEqualsFresh(Kind kind) {
        Device device = kind.poked(7);
        device.reset();
        assertArrayEquals(save(kind.fresh.get()), save(device));
    }

    @ParameterizedTest
    @EnumSource
    void equalAccessesGiveEqualStates(Kind kind) {
        assertArrayEquals(save(kind.poked(3)), save(kind.poked(3)));
    }

    @ParameterizedTest
    @EnumSource
    void aSnapshotCutShortIsRefused(Kind kind) {
        byte[] saved = save(kind.poked(1));
        for (int length = 0; length < saved.length; length++) {
            ByteReader in = new ByteReader(saved, 0, length);
            assertThrows(MalformedBytes.class, () -> kind.fresh.get().restore(in), "first " + length + " bytes");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDamagedSnapshotIsRefusedOrTakenButNeverBreaksTheDevice(Kind kind) {
        Random random = new Random(11);
        byte[] saved = save(kind.poked(1));
        for (int round = 0; round < 500 && saved.length > 0; round++) {
            byte[] damaged = saved.clone();
            damaged[random.nextInt(saved.length)] ^= (byte) (1 << random.nextInt(8));
            Device device = kind.fresh.get();
            try {
                device.restore(new ByteReader(damaged));
            } catch (MalformedBytes refused) {
                continue;
            }
            device.store(0x50, 4, 0);
            device.load(0, 4);
            assertDoesNotThrow(() -> save(device));
        }
    }

    /** The board is wired before the hart is there. */
    @Test
    void constructionTouchesNoWire() {
        InterruptLine notYet = raised -> {
            throw new AssertionError("a constructor drove a wire");
        };
        TestOutput output = new TestOutput();
        TestMemory memory = new TestMemory();
        assertDoesNotThrow(() -> new Clint(() -> 0, notYet, notYet));
        assertDoesNotThrow(() -> new Plic(notYet, notYet));
        assertDoesNotThrow(() -> new Uart(notYet, output));
        assertDoesNotThrow(() -> new VirtioBlock(memory, notYet, output, 512, false, ""));
        assertDoesNotThrow(() -> new VirtioNet(memory, notYet, output, new byte[6]));
        assertDoesNotThrow(() -> new VirtioEntropy(memory, notYet, output));
    }
}
