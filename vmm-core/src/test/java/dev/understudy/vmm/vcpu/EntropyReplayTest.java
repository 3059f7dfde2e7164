package dev.understudy.vmm.vcpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.MachineSnapshot;
import dev.understudy.vmm.rehearsal.Difference;
import dev.understudy.vmm.rehearsal.EntryList;
import dev.understudy.vmm.rehearsal.LiveRehearsal;
import dev.understudy.vmm.rehearsal.Programs;
import dev.understudy.vmm.rehearsal.Rehearsal;
import dev.understudy.vmm.rehearsal.Replay;
import dev.understudy.vmm.rehearsal.Run;
import dev.understudy.vmm.rehearsal.Unlike;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random bytes, the real-time clock and the seed reach the guest through the log alone. */
class EntropyReplayTest {
    private static final int ROUNDS = 20;
    private static final int SEEDS = 20;
    private static final long EPOCH_NANOS = 1_700_000_000_123_456_789L;

    private static Machine machine() {
        return Programs.gambler(ROUNDS, EPOCH_NANOS).machine();
    }

    private static Rehearsal gambler(long slice, long seed) {
        return Rehearsal.of(Programs.gambler(ROUNDS, EPOCH_NANOS))
                .life(machine -> liveToEnd(new LiveRehearsal(machine, slice, seed), seed));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 64, 500, 10_000})
    void replayEndsInTheSameStateWithTheSameOutputs(long slice) {
        long digests = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            Run run = gambler(slice, seed).assertReplaysAlike();
            assertEquals(ROUNDS, count(run.entries(), Event.EntropyCompleted.class));
            assertEquals(printed(run.entries()), run.console(), "seed " + seed);
            digests += count(run.entries(), Event.Digest.class);
        }
        assertTrue(digests > 5 * SEEDS, "nothing much was compared");
    }

    @Test
    void aChangedRandomByteIsFound() {
        List<LogEntry> entries = gambler(500, 1).assertReplaysAlike().entries();
        for (int changed = 0; changed < Programs.RANDOM_BYTES; changed++) {
            int at = completion(entries, changed);
            int index = changed;
            Rehearsal twin = gambler(500, 1).spoil(log -> withChangedByte(log, at, index));
            Difference found =
                    assertThrows(Unlike.class, twin::assertReplaysAlike).difference();
            assertEquals(entries.get(at).instruction(), found.place().instruction(), found::text);
            assertEquals(1, found.memory().size(), found::text);
            assertFalse(found.stopped().isEmpty(), found::text);
        }
    }

    private static List<LogEntry> withChangedByte(List<LogEntry> log, int at, int index) {
        LogEntry entry = log.get(at);
        Event.EntropyCompleted done = (Event.EntropyCompleted) entry.event();
        byte[] data = done.data().clone();
        data[index] ^= 1;
        List<LogEntry> twin = new ArrayList<>(log);
        twin.set(at, new LogEntry(entry.instruction(), entry.phase(), new Event.EntropyCompleted(done.id(), data)));
        return twin;
    }

    @Test
    void aSnapshotWithARequestPendingGoesOnEqual() {
        for (long seed = 0; seed < SEEDS; seed++) {
            LiveRehearsal live = liveToEnd(new LiveRehearsal(machine(), 64, seed), seed);
            List<LogEntry> entries = live.log().entries();
            int cut = completion(entries, (int) seed % ROUNDS);
            Replay captured = Replay.of(machine(), entries.subList(0, cut));
            captured.machine().run(entries.get(cut).instruction());
            assertEquals(1, captured.machine().pendingEntropy().size());

            Machine opened = reopened(captured.machine());
            Replay.assertSameState(captured.machine(), opened);
            Replay rest = Replay.of(opened, entries.subList(cut, entries.size()));
            Replay.assertSameState(live.machine(), rest.machine());
            assertEquals(
                    live.console(), LiveRehearsal.console(captured.outputs()) + LiveRehearsal.console(rest.outputs()));
        }
    }

    /** What a new owner does: it answers under the old id, from a source of its own. */
    @Test
    void aRequestPendingInASnapshotIsAnsweredByTheNewOwner() {
        LiveRehearsal first = new LiveRehearsal(machine(), 64, 1);
        while (first.machine().pendingEntropy().isEmpty()) {
            assertEquals(Vcpu.Step.RAN, first.step());
        }
        LiveRehearsal second = new LiveRehearsal(reopened(first.machine()), 64, 2);
        liveToEnd(second, 2);
        List<LogEntry> both = new ArrayList<>(first.log().entries());
        both.addAll(second.log().entries());
        Replay replay = Replay.of(machine(), EntryList.overTheWire(both));
        Replay.assertSameState(second.machine(), replay.machine());
        assertEquals(printed(both), LiveRehearsal.console(replay.outputs()));
    }

    private static Machine reopened(Machine machine) {
        byte[] bytes = MachineSnapshot.capture(machine).seal(List.of());
        return MachineSnapshot.open(bytes).machine();
    }

    private static LiveRehearsal liveToEnd(LiveRehearsal live, long seed) {
        Random random = new Random(seed);
        int steps = 0;
        while (live.step() != Vcpu.Step.ENDED) {
            live.pass(random.nextInt(400_000));
            assertTrue(++steps < 100_000, "the guest does not end");
        }
        assertTrue(live.machine().ended());
        return live;
    }

    /** What the program prints if it sees just what these entries say. */
    private static String printed(List<LogEntry> entries) {
        StringBuilder text = new StringBuilder();
        long sum = 0;
        for (LogEntry entry : entries) {
            if (entry.event() instanceof Event.EntropyCompleted done) {
                for (byte random : done.data()) {
                    sum += random;
                }
            } else if (entry.event() instanceof Event.TimeRead read) {
                long nanos = EPOCH_NANOS + 100 * read.ticks();
                sum += nanos + (nanos >>> 32);
            } else if (entry.event() instanceof Event.SeedRead read) {
                sum += read.bits();
                text.append((char) (sum & 0xff));
            }
        }
        return text.toString();
    }

    private static long count(List<LogEntry> entries, Class<? extends Event> kind) {
        return entries.stream().filter(entry -> kind.isInstance(entry.event())).count();
    }

    /** The place of the answer to request {@code id}. */
    private static int completion(List<LogEntry> entries, int id) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).event() instanceof Event.EntropyCompleted done && done.id() == id) {
                return i;
            }
        }
        throw new AssertionError("no answer to request " + id);
    }
}
