package dev.understudy.vmm.vcpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.LogSource;
import dev.understudy.vmm.log.Phase;
import dev.understudy.vmm.machine.GuestRam;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.rehearsal.EntryList;
import dev.understudy.vmm.rehearsal.Guest;
import dev.understudy.vmm.rehearsal.LiveRehearsal;
import dev.understudy.vmm.rehearsal.Programs;
import dev.understudy.vmm.rehearsal.RandomWorld;
import dev.understudy.vmm.rehearsal.Replay;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lecture's hazards that one machine and its log decide, each with a twin in which its rule is off. */
class HazardTest {
    // ---- 1: timer and packet in one order on the primary, in the other on the backup --------------------------------

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void timerAndPacketComeInThePrimarysOrder(long seed) {
        List<LogEntry> entries = counterLog(seed);
        int[] pair = timerAndPacket(entries);
        Replay.of(Guest.named("counter").machine(), entries);

        List<LogEntry> twin = new ArrayList<>(entries);
        LogEntry first = entries.get(pair[0]);
        LogEntry second = entries.get(pair[1]);
        twin.set(pair[0], new LogEntry(first.instruction(), Phase.BEFORE, second.event()));
        twin.set(pair[1], new LogEntry(second.instruction(), Phase.BEFORE, first.event()));
        Divergence divergence = assertThrows(
                Divergence.class, () -> Replay.of(Guest.named("counter").machine(), twin));
        assertTrue(divergence.report().differentAt() >= first.instruction());
        assertTrue(divergence.report().equalAt() <= first.instruction());
    }

    /** Places of a TimerDue and a FrameReceived, whichever comes first, with no event of either kind between them. */
    private static int[] timerAndPacket(List<LogEntry> entries) {
        int before = -1;
        for (int i = 0; i < entries.size(); i++) {
            Event event = entries.get(i).event();
            if (event instanceof Event.TimerDue || event instanceof Event.FrameReceived) {
                if (before >= 0
                        && entries.get(before).event().getClass() != event.getClass()
                        && entries.get(before).instruction() < entries.get(i).instruction()) {
                    return new int[] {before, i};
                }
                before = i;
            }
        }
        throw new AssertionError("no timer next to a packet in this log: choose another seed");
    }

    private static List<LogEntry> counterLog(long seed) {
        LiveRehearsal live = new LiveRehearsal(Guest.named("counter").machine(), 500, seed);
        return new RandomWorld(seed, live, true).live(600_000, 1500).log().entries();
    }

    // ---- 2: data seen before its interrupt --------------------------------------------------------------------------

    @Test
    void aPollingGuestSeesDiskDataWhereItsEntryIs() {
        LiveRehearsal live = pollerAfter(5);
        live.disk()[0] = 1;
        live.answer(0);
        finish(live);
        Replay replay = Replay.of(Programs.poller().machine(), live.log().entries());
        Replay.assertSameState(live.machine(), replay.machine());
        Replay.assertSameOutputs(live.outputs(), replay.outputs());
    }

    @Test
    void dataDeliveredWithoutABounceBufferIsADivergence() {
        LiveRehearsal live = pollerAfter(5);
        GuestRam.write(live.machine(), Programs.BUFFER, new byte[] {1});
        live.step();
        live.disk()[0] = 1;
        live.answer(0);
        finish(live);
        assertThrows(
                Divergence.class,
                () -> Replay.of(Programs.poller().machine(), live.log().entries()));
    }

    private static LiveRehearsal pollerAfter(int steps) {
        LiveRehearsal live = new LiveRehearsal(Programs.poller().machine(), 100, 1);
        for (int i = 0; i < steps; i++) {
            live.step();
        }
        assertEquals(1, live.atDisk().size());
        return live;
    }

    private static void finish(LiveRehearsal live) {
        for (int i = 0; i < 10; i++) {
            live.step();
        }
        assertTrue(live.machine().ended());
    }

    // ---- 3: the backup is past X when the entry for X comes ---------------------------------------------------------

    @Test
    void aReplayNeverPassesItsHorizon() {
        List<LogEntry> entries = counterLog(6);
        EntryList.Source source = new EntryList.Source(entries);
        Replay replay = new Replay(Guest.named("counter").machine(), source);
        assertEquals(Vcpu.Step.BLOCKED, replay.step());
        for (int arrived = 1; arrived <= entries.size(); arrived++) {
            source.arrive(arrived);
            while (replay.step() == Vcpu.Step.RAN) {
                assertTrue(replay.machine().instruction() <= source.horizon());
            }
            assertEquals(entries.get(arrived - 1).horizon(), replay.machine().instruction());
        }
        source.seal();
        assertEquals(Vcpu.Step.ENDED, replay.step());
    }

    @Test
    void aReplayRefusesToRunBeyondAHorizonThatLies() {
        List<LogEntry> entries = counterLog(6);
        LogSource liar = new EntryList.Source(entries) {
            @Override
            public long horizon() {
                return peek().horizon() - 1;
            }
        }.arrive(entries.size());
        Machine machine = Guest.named("counter").machine();
        ReplayVcpu replay = new ReplayVcpu(machine, liar, output -> {});
        assertThrows(IllegalStateException.class, () -> {
            while (replay.step() == Vcpu.Step.RAN) {}
        });
        assertTrue(machine.instruction() < entries.get(0).horizon());
    }
}
