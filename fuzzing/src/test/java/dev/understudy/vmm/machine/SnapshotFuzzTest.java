package dev.understudy.vmm.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understudy.fuzzing.Script;
import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.device.DiskRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A snapshot of any bytes. The first byte of a script says how the rest becomes one: 0 as it is; 1 as edits of the sections
 * of a good one, sealed again, so that no checksum stands in the way.
 */
class SnapshotFuzzTest {
    private static final int MAX_MEMORY = 2 << 20;
    private static final List<SnapshotFormat.Section> BUSY = SnapshotFormat.open(SnapshotSamples.busy());

    static Stream<Arguments> snapshots() {
        byte[] busy = SnapshotSamples.busy();
        ByteWriter edits = new ByteWriter(64).u8(1);
        edits.u8(0).u16(8).u8(0xff).u8(2).u16(3).u8(7);
        return Script.seeds(new ByteWriter(1 << 12).u8(0).raw(busy).toByteArray(), edits.toByteArray(), new byte[] {1});
    }

    @MethodSource("snapshots")
    @FuzzTest
    void anySnapshotIsRefusedOrIsAMachineThatRunsAndWhoseSnapshotIsStable(byte[] bytes) {
        Script script = new Script(bytes);
        try {
            byte[] snapshot = script.u8() == 0 ? script.rest() : edited(script);
            if (tooLarge(snapshot)) {
                return;
            }
            MachineSnapshot.Restored restored = MachineSnapshot.open(snapshot);
            assertTrue(restored.outputs().stream().allMatch(SnapshotFuzzTest::canBeCarriedOut));
            byte[] sealed = MachineSnapshot.capture(restored.machine()).seal(restored.outputs());
            MachineSnapshot.Restored again = MachineSnapshot.open(sealed);
            assertArrayEquals(
                    sealed, MachineSnapshot.capture(again.machine()).seal(again.outputs()), "a second snapshot");
            assertEquals(run(restored), run(again));
        } catch (MalformedBytes e) {
            assertEquals(
                    e.getMessage(),
                    e.getMessage().substring(0, Math.min(1000, e.getMessage().length())));
        }
    }

    private static boolean canBeCarriedOut(Output output) {
        if (!(output instanceof Output.Disk disk)) {
            return true;
        }
        DiskRequest request = disk.request();
        boolean isWrite = request.kind() == DiskRequest.Kind.WRITE;
        return request.offset() >= 0
                && request.length() >= 0
                && request.data().length == (isWrite ? request.length() : 0);
    }

    /** Each edit: section, offset, value; a value of 0xee cuts the section there instead. */
    private static byte[] edited(Script script) {
        List<SnapshotFormat.Section> sections = new ArrayList<>(BUSY);
        while (script.hasMore()) {
            int index = script.below(sections.size());
            SnapshotFormat.Section old = sections.get(index);
            int offset = script.u16();
            int value = script.u8();
            byte[] data = old.data().clone();
            if (offset < data.length) {
                data[offset] = (byte) value;
            }
            data = value == 0xee ? Arrays.copyOf(data, Math.min(offset, data.length)) : data;
            sections.set(index, new SnapshotFormat.Section(old.name(), data));
        }
        return SnapshotFormat.seal(sections);
    }

    /** A machine of a gigabyte is legal, and its memory is taken: not in here. */
    private static boolean tooLarge(byte[] snapshot) {
        for (SnapshotFormat.Section section : SnapshotFormat.open(snapshot)) {
            if (section.name().equals("machine") && section.data().length >= 8) {
                long memory = new ByteReader(section.data()).u64();
                return memory > MAX_MEMORY && memory <= 1 << 30;
            }
        }
        return false;
    }

    /** Some thousand instructions, and answers to all that is pending. */
    private static String run(MachineSnapshot.Restored restored) {
        Machine machine = restored.machine();
        StringBuilder seen = new StringBuilder();
        machine.connect(new SnapshotSamples.Port(seen));
        for (DiskRequest request : List.copyOf(machine.pendingDisk())) {
            seen.append(request);
        }
        if (machine.instruction() < Long.MAX_VALUE - 2000) {
            machine.run(machine.instruction() + 2000);
        }
        seen.append(machine.instruction()).append(' ').append(machine.registerDigest());
        return seen.append(' ')
                .append(Arrays.hashCode(machine.ram().bytes()))
                .append(machine.tohost())
                .toString();
    }
}
