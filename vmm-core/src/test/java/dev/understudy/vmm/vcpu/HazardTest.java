package dev.understudy.vmm.vcpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.LogSource;
import dev.understudy.vmm.log.Phase;
import dev.understudy.vmm.machine.GuestRam;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.rehearsal.Difference;
import dev.understudy.vmm.rehearsal.EntryList;
import dev.understudy.vmm.rehearsal.Guest;
import dev.understudy.vmm.rehearsal.Input;
import dev.understudy.vmm.rehearsal.LiveRehearsal;
import dev.understudy.vmm.rehearsal.Programs;
import dev.understudy.vmm.rehearsal.RandomWorld;
import dev.understudy.vmm.rehearsal.Rehearsal;
import dev.understudy.vmm.rehearsal.Replay;
import dev.understudy.vmm.rehearsal.Run;
import dev.understudy.vmm.rehearsal.Unlike;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lecture's hazards that one machine and its log decide, each with a twin in which its rule is off. */
class HazardTest {
    // ---- 1: timer and packet in one order on the primary, in the other on the backup --------------------------------

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void timerAndPacketComeInThePrimarysOrder(long seed) {
        Rehearsal counter = Rehearsal.of(Guest.named("counter")).life(machine -> live(machine, seed));
        List<LogEntry> entries = counter.assertReplaysAlike().entries();
        int[] pair = timerAndPacket(entries);
        Difference found = assertThrows(Unlike.class, counter.spoil(log -> exchanged(log, pair))::assertReplaysAlike)
                .difference();
        assertEquals(entries.get(pair[0]).instruction(), found.place().instruction(), found::text);
        assertFalse(found.place().executed());
        assertFalse(found.stopped().isEmpty(), found::text);
    }

    /** The primary's timer pends by its own clock, with no entry: the backup, which has no clock, never takes it. */
    @Test
    void aTimerThatPendsWithoutAnEntryIsADivergence() {
        Rehearsal timer = Rehearsal.of(Guest.named("timer"));
        long due = timer.assertReplaysAlike().entries().stream()
                .filter(entry -> entry.event() instanceof Event.TimerDue)
                .findFirst()
                .orElseThrow()
                .instruction();
        Rehearsal twin = timer.at(due / 2, Input.meddling(machine -> machine.apply(new Event.TimerDue())));
        assertThrows(Unlike.class, twin::assertReplaysAlike);
    }

    private static List<LogEntry> exchanged(List<LogEntry> log, int[] pair) {
        LogEntry first = log.get(pair[0]);
        LogEntry second = log.get(pair[1]);
        List<LogEntry> twin = new ArrayList<>(log);
        twin.set(pair[0], new LogEntry(first.instruction(), Phase.BEFORE, second.event()));
        twin.set(pair[1], new LogEntry(second.instruction(), Phase.BEFORE, first.event()));
        return twin;
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

    private static LiveRehearsal live(Machine machine, long seed) {
        return new RandomWorld(seed, new LiveRehearsal(machine, 500, seed), true).live(600_000, 1500);
    }

    private static List<LogEntry> counterLog(long seed) {
        return live(Guest.named("counter").machine(), seed).log().entries();
    }

    // ---- 2: data seen before its interrupt --------------------------------------------------------------------------

    @Test
    void aPollingGuestSeesDiskDataWhereItsEntryIs() {
        Run run = Rehearsal.of(Programs.poller())
                .life(machine -> pollerAnswered(machine, live -> {}))
                .assertAlike();
        assertTrue(run.machine().ended());
    }

    @Test
    void dataDeliveredWithoutABounceBufferIsADivergence() {
        Rehearsal twin = Rehearsal.of(Programs.poller())
                .life(machine -> pollerAnswered(machine, live -> {
                    GuestRam.write(live.machine(), Programs.BUFFER, new byte[] {1});
                    live.step();
                }));
        Difference found = assertThrows(Unlike.class, twin::assertReplaysAlike).difference();
        assertEquals(500, found.place().instruction(), found::text);
        assertEquals(List.of(), found.registers());
        assertEquals("0x80005000 (page 5, offset 0x0)", found.memory().get(0).name());
        assertFalse(found.stopped().isEmpty(), found::text);
    }

    /** Lives the poller to its end; {@code early} happens after 500 instructions, before the disk answers. */
    private static LiveRehearsal pollerAnswered(Machine machine, Consumer<LiveRehearsal> early) {
        LiveRehearsal live = new LiveRehearsal(machine, 100, 1);
        for (int i = 0; i < 5; i++) {
            live.step();
        }
        assertEquals(1, live.atDisk().size());
        early.accept(live);
        live.disk()[0] = 1;
        live.answer(0);
        for (int i = 0; i < 10; i++) {
            live.step();
        }
        assertTrue(machine.ended());
        return live;
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
