package dev.understudy.vmm.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.rehearsal.EntryList;
import dev.understudy.vmm.rehearsal.Guest;
import dev.understudy.vmm.rehearsal.LiveRehearsal;
import dev.understudy.vmm.rehearsal.Programs;
import dev.understudy.vmm.rehearsal.RandomWorld;
import dev.understudy.vmm.rehearsal.Replay;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rule Snapshot: an opened machine goes on as the captured one does. */
class MachineSnapshotTest {
    @Test
    void theOpenedMachineGoesOnWithTheSameLogToTheSameState() {
        boolean pending = false;
        boolean unsynced = false;
        for (long seed = 0; seed < 12; seed++) {
            List<LogEntry> entries = live("counter", seed).log().entries();
            Random random = new Random(seed);
            for (int i = 0; i < 10; i++) {
                int cut = random.nextInt(entries.size());
                Machine captured = Replay.of(Guest.named("counter").machine(), entries.subList(0, cut))
                        .machine();
                pending |= !captured.pendingDisk().isEmpty();
                unsynced |= !captured.unsyncedWrites().isEmpty();
                assertGoesOn(captured, entries.subList(cut, entries.size()));
            }
        }
        assertTrue(pending, "none was captured with a disk request pending");
        assertTrue(unsynced, "none was captured with a write unsynced");
    }

    @Test
    void consoleBytesThatAreNoOutputYetArePartOfTheState() {
        LiveRehearsal live = new LiveRehearsal(Programs.talker().machine(), 2000, 1);
        for (int i = 0; i < 10; i++) {
            live.step();
        }
        Replay replay = new Replay(
                Programs.talker().machine(),
                new EntryList.Source(live.log().entries())
                        .arrive(live.log().entries().size()));
        replay.machine().run(1000);
        assertTrue(replay.machine().hasConsoleBytes());
        assertGoesOn(replay.machine(), live.log().entries());
    }

    private static void assertGoesOn(Machine captured, List<LogEntry> rest) {
        byte[] bytes = MachineSnapshot.capture(captured).seal(List.of());
        Machine opened = MachineSnapshot.open(bytes).machine();
        Replay.assertSameState(captured, opened);
        assertArrayEquals(bytes, MachineSnapshot.capture(opened).seal(List.of()), "equal machines, equal bytes");
        Replay one = Replay.of(captured, rest);
        Replay other = Replay.of(opened, rest);
        Replay.assertSameState(one.machine(), other.machine());
        Replay.assertSameOutputs(one.outputs(), other.outputs());
    }

    @Test
    void anOpenedMachineCanLiveOnAndBeReplayed() {
        for (long seed = 20; seed < 30; seed++) {
            LiveRehearsal first = live("counter", seed);
            byte[] bytes = MachineSnapshot.capture(first.machine()).seal(List.of());
            LiveRehearsal second = new LiveRehearsal(MachineSnapshot.open(bytes).machine(), 500, seed);
            second.reissue();
            new RandomWorld(seed + 1, second, true).live(Long.MAX_VALUE, 500);
            List<LogEntry> both = new ArrayList<>(first.log().entries());
            both.addAll(second.log().entries());
            Replay replay = Replay.of(Guest.named("counter").machine(), EntryList.overTheWire(both));
            replay.machine().run(second.machine().instruction());
            Replay.assertSameState(second.machine(), replay.machine());
        }
    }

    private static LiveRehearsal live(String guest, long seed) {
        LiveRehearsal live = new LiveRehearsal(Guest.named(guest).machine(), 500, seed);
        return new RandomWorld(seed, live, true).live(400_000, 800);
    }

    @Test
    void aReservationIsPartOfTheState() {
        LiveRehearsal live = new LiveRehearsal(Programs.reserver(40).machine(), 1, 1);
        while (live.machine().instruction() < 20) {
            live.step();
        }
        byte[] bytes = MachineSnapshot.capture(live.machine()).seal(List.of());
        LiveRehearsal opened = new LiveRehearsal(MachineSnapshot.open(bytes).machine(), 100, 1);
        opened.step();
        assertEquals("0", opened.console());
        live.slice(100);
        live.step();
        assertEquals("0", live.console());
    }

    @Test
    void outputsThatTheWorldMayNotHaveTravelWithTheState() {
        LiveRehearsal live = live("counter", 3);
        List<Output> outputs = live.outputs();
        assertTrue(outputs.size() > 50);
        MachineSnapshot.Restored restored =
                MachineSnapshot.open(MachineSnapshot.capture(live.machine()).seal(outputs));
        Replay.assertSameOutputs(outputs, restored.outputs());
    }

    @Test
    void aSnapshotWithAnyByteChangedIsRefused() {
        byte[] bytes = MachineSnapshot.capture(live("counter", 4).machine()).seal(List.of());
        Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            byte[] changed = bytes.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            assertThrows(MalformedBytes.class, () -> MachineSnapshot.open(changed));
        }
    }
}
