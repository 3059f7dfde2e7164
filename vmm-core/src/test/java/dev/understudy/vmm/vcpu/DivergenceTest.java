package dev.understudy.vmm.vcpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.log.DivergenceReport;
import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.Phase;
import dev.understudy.vmm.machine.GuestRam;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.rehearsal.Difference;
import dev.understudy.vmm.rehearsal.EntryList;
import dev.understudy.vmm.rehearsal.Frames;
import dev.understudy.vmm.rehearsal.Guest;
import dev.understudy.vmm.rehearsal.LiveRehearsal;
import dev.understudy.vmm.rehearsal.RandomWorld;
import dev.understudy.vmm.rehearsal.Rehearsal;
import dev.understudy.vmm.rehearsal.Replay;
import dev.understudy.vmm.rehearsal.Unlike;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Every prefix of a log is a legal history; a log changed in any way is not, and the report says where. */
class DivergenceTest {
    private final List<LogEntry> entries = live(counter()).log().entries();

    private static LiveRehearsal live(Machine machine) {
        return new RandomWorld(11, new LiveRehearsal(machine, 500, 11), true).live(600_000, 1500);
    }

    private static Machine counter() {
        return Guest.named("counter").machine();
    }

    @Test
    void everyPrefixOfALogIsALegalHistory() {
        Random random = new Random(3);
        for (int i = 0; i < 40; i++) {
            int count = random.nextInt(entries.size() + 1);
            Replay replay = Replay.of(counter(), entries.subList(0, count));
            assertEquals(count, replay.source().taken());
            long outputs = 0;
            for (LogEntry entry : entries.subList(0, count)) {
                outputs = entry.event() instanceof Event.OutputPoint point ? point.outputs() : outputs;
            }
            assertTrue(replay.machine().outputs() >= outputs);
        }
    }

    @Test
    void anotherTimeIsFound() {
        assertFound(
                Event.TimeRead.class::isInstance, event -> new Event.TimeRead(((Event.TimeRead) event).ticks() + 1));
    }

    @Test
    void anotherSeedIsFound() {
        AtomicInteger seeds = new AtomicInteger(); // the guest throws the first away
        assertFound(
                event -> event instanceof Event.SeedRead && seeds.incrementAndGet() == 2,
                event -> new Event.SeedRead(((Event.SeedRead) event).bits() ^ 1));
    }

    @Test
    void anotherByteOfAFrameIsFound() {
        assertFound(event -> event instanceof Event.FrameReceived frame && frame.frame().length > 46, event -> {
            Event.FrameReceived frame = (Event.FrameReceived) event;
            byte[] changed = frame.frame().clone();
            changed[46] ^= 1;
            return new Event.FrameReceived(frame.number(), changed);
        });
    }

    @Test
    void anotherByteFromTheDiskIsFound() {
        assertFound(event -> event instanceof Event.DiskCompleted done && done.data().length > 0, event -> {
            Event.DiskCompleted done = (Event.DiskCompleted) event;
            byte[] changed = done.data().clone();
            changed[changed.length - 1] ^= 1;
            return new Event.DiskCompleted(done.id(), done.status(), changed);
        });
    }

    @Test
    void anAnswerToARequestThatWasNeverMadeIsFound() {
        assertFound(
                Event.DiskCompleted.class::isInstance,
                event -> new Event.DiskCompleted(
                        9_999, ((Event.DiskCompleted) event).status(), ((Event.DiskCompleted) event).data()));
    }

    @Test
    void anotherChecksumOfOutputsIsFoundAtOnce() {
        int at = assertFound(
                Event.OutputPoint.class::isInstance,
                event -> new Event.OutputPoint(
                        ((Event.OutputPoint) event).outputs(), ((Event.OutputPoint) event).checksum() + 1));
        UnaryOperator<Event> point = event -> new Event.OutputPoint(((Event.OutputPoint) event).outputs(), 0);
        assertEquals(
                entries.get(at).instruction(),
                diverge(changed(entries, at, point)).differentAt());
    }

    @Test
    void anInstructionNumberOneTooHighIsFound() {
        for (Class<? extends Event> kind : List.of(
                Event.TimerDue.class, Event.FrameReceived.class, Event.TimeRead.class, Event.DiskCompleted.class)) {
            int at = find(kind::isInstance);
            LogEntry entry = entries.get(at);
            LogEntry late = new LogEntry(entry.instruction() + 1, entry.phase(), entry.event());
            assertPartsAt(entry, log -> with(log, at, late));
        }
    }

    @Test
    void theReportSaysWhatWasExpectedAndWhatDiffers() {
        int at = secondFullDigest();
        EntryList.Source source = new EntryList.Source(entries).arrive(entries.size());
        Machine machine = counter();
        ReplayVcpu replay = new ReplayVcpu(machine, source, output -> {});
        while (source.taken() < at) {
            replay.step();
        }
        GuestRam.write(machine, 0x3f_0000, new byte[] {1});
        DivergenceReport report = assertThrows(Divergence.class, () -> {
                    while (replay.step() == Vcpu.Step.RAN) {}
                })
                .report();
        assertEquals(entries.get(at).toString(), report.expected());
        assertTrue(report.found().contains("registers and devices equal, memory different"), report.found());
        assertTrue(report.found().contains("pc 0x"), report.found());
        assertTrue(report.found().contains("last entry taken " + entries.get(at - 1)), report.found());
        assertEquals(lastFullDigest(at), report.equalAt());
    }

    private int secondFullDigest() {
        int first = find(event -> event instanceof Event.Digest digest && digest.memory() != 0);
        for (int i = first + 1; i < entries.size(); i++) {
            if (entries.get(i).event() instanceof Event.Digest digest && digest.memory() != 0) {
                return i;
            }
        }
        throw new AssertionError("one digest of memory only");
    }

    private long lastFullDigest(int before) {
        long at = 0;
        for (LogEntry entry : entries.subList(0, before)) {
            at = entry.event() instanceof Event.Digest digest && digest.memory() != 0 ? entry.instruction() : at;
        }
        return at;
    }

    @Test
    void anEntryAfterTheEndOfTheLifeIsFound() {
        LiveRehearsal ended = new LiveRehearsal(counter(), 500, 1);
        ended.send(Frames.control("poweroff"));
        new RandomWorld(1, ended, false).live(Long.MAX_VALUE, 5000);
        assertTrue(ended.machine().ended());
        List<LogEntry> twin = new ArrayList<>(ended.log().entries());
        Replay.of(counter(), twin);
        long end = twin.get(twin.size() - 1).horizon();
        twin.add(new LogEntry(end, Phase.BEFORE, new Event.Progress()));
        assertTrue(diverge(twin).found().contains("the machine has ended"));
    }

    /** Changes the first such event of the log: the replay parts from the life at the very instruction. Returns its index. */
    private int assertFound(Predicate<Event> which, UnaryOperator<Event> change) {
        int at = find(which);
        assertPartsAt(entries.get(at), log -> changed(log, at, change));
        return at;
    }

    private static void assertPartsAt(LogEntry entry, UnaryOperator<List<LogEntry>> spoil) {
        Rehearsal twin =
                Rehearsal.of(Guest.named("counter")).life(DivergenceTest::live).spoil(spoil);
        Difference found = assertThrows(Unlike.class, twin::assertReplaysAlike).difference();
        assertEquals(entry.instruction(), found.place().instruction(), found::text);
        assertEquals(entry.phase() == Phase.DURING, found.place().executed(), found::text);
        assertFalse(found.stopped().isEmpty(), "no digest and no proof found it: " + found.text());
    }

    private static List<LogEntry> changed(List<LogEntry> log, int at, UnaryOperator<Event> change) {
        LogEntry entry = log.get(at);
        return with(log, at, new LogEntry(entry.instruction(), entry.phase(), change.apply(entry.event())));
    }

    private static List<LogEntry> with(List<LogEntry> log, int at, LogEntry entry) {
        List<LogEntry> twin = new ArrayList<>(log);
        twin.set(at, entry);
        return twin;
    }

    private int find(Predicate<Event> which) {
        for (int i = 0; i < entries.size(); i++) {
            if (which.test(entries.get(i).event())) {
                return i;
            }
        }
        throw new AssertionError("no such event in the log");
    }

    private static DivergenceReport diverge(List<LogEntry> twin) {
        return assertThrows(Divergence.class, () -> Replay.of(counter(), twin)).report();
    }
}
