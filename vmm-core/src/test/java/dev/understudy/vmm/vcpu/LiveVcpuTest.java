package dev.understudy.vmm.vcpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.log.DiskStatus;
import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.Phase;
import dev.understudy.vmm.machine.Output;
import dev.understudy.vmm.rehearsal.EntryList;
import dev.understudy.vmm.rehearsal.Frames;
import dev.understudy.vmm.rehearsal.Guest;
import dev.understudy.vmm.rehearsal.LiveRehearsal;
import dev.understudy.vmm.rehearsal.Programs;
import dev.understudy.vmm.rehearsal.Replay;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveVcpuTest {
    private static final long SLICE = 1000;

    private static LiveRehearsal live(Guest guest) {
        return new LiveRehearsal(guest.machine(), SLICE, 1);
    }

    private static void run(LiveRehearsal live, int steps) {
        for (int i = 0; i < steps; i++) {
            live.pass(50_000);
            live.step();
        }
    }

    private static void assertReplays(Guest guest, LiveRehearsal live) {
        Replay replay =
                Replay.of(guest.machine(), EntryList.overTheWire(live.log().entries()));
        replay.machine().run(live.machine().instruction());
        Replay.assertSameState(live.machine(), replay.machine());
        Replay.assertSameOutputs(live.outputs(), replay.outputs());
    }

    private static <E extends Event> List<E> events(LiveRehearsal live, Class<E> kind) {
        return live.log().entries().stream()
                .map(LogEntry::event)
                .filter(kind::isInstance)
                .map(kind::cast)
                .collect(Collectors.toList());
    }

    // ---- back-pressure ----------------------------------------------------------------------------------------------

    @Test
    void aFullLogStopsTheVcpuBehindTheInstructionThatFilledIt() {
        LiveRehearsal live = live(Programs.clockWatcher());
        live.log().fullAt(20);
        live.step();
        assertEquals(20, live.log().entries().size());
        LogEntry last = live.log().entries().get(19);
        assertEquals(Phase.DURING, last.phase());
        assertEquals(last.horizon(), live.machine().instruction());
        assertEquals(Vcpu.Step.BLOCKED, live.step());
        live.log().fullAt(Integer.MAX_VALUE);
        run(live, 3);
        assertTrue(live.log().entries().size() > 400);
        assertReplays(Programs.clockWatcher(), live);
    }

    @Test
    void aFullOutputPathStopsTheVcpuBehindTheOutputAndLosesNothing() {
        LiveRehearsal live = live(Programs.talker());
        live.slice(1 << 20);
        live.fillPathAfter(1);
        live.step();
        assertEquals(1, live.outputs().size());
        assertEquals(
                live.log().entries().get(live.proofs().get(0).intValue()).horizon(),
                live.machine().instruction());
        assertEquals(Vcpu.Step.BLOCKED, live.step());
        live.fillPathAfter(Integer.MAX_VALUE);
        live.slice(SLICE);
        run(live, 5);
        String alphabet = "abcdefghijklmnopqrstuvwxyz";
        assertTrue(alphabet.repeat(200).startsWith(live.console()), live.console());
        assertTrue(live.console().length() > 2000);
        assertReplays(Programs.talker(), live);
    }

    /** Nothing of it has left: with no backup that acknowledges, all memory would fill. */
    @Test
    void withoutABoundTheVcpuPilesUpOutputsForAsLongAsItRuns() {
        LiveRehearsal live = live(Programs.talker());
        live.slice(1 << 20);
        int held = 0;
        for (int slice = 0; slice < 5; slice++) {
            live.step();
            assertTrue(live.outputs().size() > held, live.outputs().size() + " after " + held);
            held = live.outputs().size();
        }
    }

    @Test
    void commandsAreServedWhileTheVcpuIsBlockedOrPaused() {
        LiveRehearsal live = live(Programs.talker());
        live.step();
        List<String> served = new ArrayList<>();
        live.log().fullAt(0);
        live.command(() -> served.add("full log"));
        assertEquals(Vcpu.Step.BLOCKED, live.step());
        live.log().fullAt(Integer.MAX_VALUE);
        live.vcpu().pause();
        live.command(() -> served.add("paused"));
        long instruction = live.machine().instruction();
        assertEquals(Vcpu.Step.BLOCKED, live.step());
        assertEquals(instruction, live.machine().instruction());
        live.command(live.vcpu()::resume);
        live.step();
        assertEquals(List.of("full log", "paused"), served);
        assertTrue(live.machine().instruction() > instruction);
    }

    @Test
    void inputThatComesWhileBlockedIsTakenLater() {
        LiveRehearsal live = live(Programs.echo());
        run(live, 2);
        live.log().fullAt(0);
        live.type("abc");
        run(live, 3);
        assertEquals("B", live.console());
        live.log().fullAt(Integer.MAX_VALUE);
        run(live, 5);
        assertEquals("Babc", live.console());
        assertReplays(Programs.echo(), live);
    }

    @Test
    void framesForWhichTheGuestGivesNoBufferAreBoundedAndCounted() {
        LiveRehearsal live = live(Programs.clockWatcher());
        for (int sent = 0; sent < 1_500; sent++) {
            live.send(new byte[60]);
            if (sent % 100 == 0) {
                live.step();
            }
        }
        live.step();
        assertEquals(1_500 - 1_024, live.vcpu().droppedFrames());
    }

    @Test
    void typedBytesThatNobodyReadsAreBounded() {
        LiveRehearsal live = live(Programs.clockWatcher());
        for (int typed = 0; typed < 200; typed++) {
            live.type("x".repeat(1_024));
            live.step();
        }
        assertEquals(64 << 10, live.vcpu().typedWaiting(), 1_024);
    }

    // ---- idling -----------------------------------------------------------------------------------------------------

    @Test
    void aGuestThatSwitchedItsTimerOffSleepsLong() {
        LiveRehearsal live = live(Programs.sleeper());
        assertEquals(Vcpu.Step.IDLE, live.step());
        assertEquals(100_000_000, live.vcpu().idleNanos());
        assertTrue(events(live, Event.TimerDue.class).isEmpty());
    }

    // ---- inputs -----------------------------------------------------------------------------------------------------

    @Test
    void keysAreSplitByTheUartsRoomAndComeOnceInOrder() {
        String text = "The quick brown fox jumps over a lazy dog. "
                .replace("q", "k")
                .replace("r", "R")
                .replace("f", "F")
                .replace("t", "T")
                .replace("s", "S")
                .repeat(5);
        LiveRehearsal live = live(Programs.echo());
        live.type(text);
        run(live, 2);
        live.typeAs(0, text); // delivered again: nothing
        live.typeAs(text.length() - 3, text.substring(text.length() - 3) + "end"); // the last three again
        run(live, 300);
        assertEquals("B" + text + "end", live.console());
        assertEquals(text.length() + 3, live.machine().nextInputByte());
        long next = 0;
        for (Event.ConsoleInput input : events(live, Event.ConsoleInput.class)) {
            assertEquals(next, input.number());
            next += input.data().length;
        }
        assertReplays(Programs.echo(), live);
    }

    @Test
    void framesWaitForAReceiveBufferAndComeOnce() {
        LiveRehearsal live = live(Guest.named("counter"));
        for (int i = 0; i < 100; i++) { // the driver has not even begun
            live.send(Frames.increment(1, i));
            live.sendAs(i / 2, Frames.increment(2, i)); // as a switch that redelivers
        }
        for (int i = 0; i < 1000; i++) {
            run(live, 1);
            while (!live.atDisk().isEmpty()) {
                live.answer(0);
            }
        }
        List<Long> taken = events(live, Event.FrameReceived.class).stream()
                .map(Event.FrameReceived::number)
                .toList();
        assertEquals(LongStream.range(0, 100).boxed().toList(), taken);
        List<Long> values = live.outputs().stream()
                .filter(Output.Frame.class::isInstance)
                .map(output -> Frames.reply(((Output.Frame) output).frame()))
                .filter(reply -> reply != null)
                .map(Frames.Reply::value)
                .toList();
        assertEquals(LongStream.rangeClosed(1, 100).boxed().toList(), values);
        assertReplays(Guest.named("counter"), live);
    }

    // ---- unsynced writes --------------------------------------------------------------------------------------------

    @Test
    void atTheBoundOfUnsyncedBytesTheOwnerFlushesAndLogsWhatIsStable() {
        LiveRehearsal live = new LiveRehearsal(Programs.writer().machine(), SLICE, 1, 2000);
        while (live.ownFlush() == null) {
            write(live);
        }
        assertTrue(live.machine().unsyncedBytes() > 2000);
        long issuedAt = live.machine().flushBound();
        write(live);
        live.answerOwnFlush(DiskStatus.OK);
        run(live, 1);
        List<Event.Stable> stable = events(live, Event.Stable.class);
        assertEquals(1, stable.size());
        assertTrue(stable.get(0).belowId() <= issuedAt);
        List<Long> kept =
                live.machine().unsyncedWrites().stream().map(DiskRequest::id).toList();
        assertFalse(kept.isEmpty(), "what completed after the flush was issued is not covered by it");
        assertTrue(kept.stream().allMatch(id -> id >= stable.get(0).belowId()));
        assertReplays(Programs.writer(), live);
    }

    @Test
    void whatTheOwnersFlushCoveredIsNotWrittenAgainEvenBeforeItsEntry() {
        LiveRehearsal live = new LiveRehearsal(Programs.writer().machine(), SLICE, 1, 2000);
        while (live.ownFlush() == null) {
            write(live);
        }
        long bound = live.machine().flushBound();
        List<DiskRequest> unsynced = live.machine().unsyncedWrites();
        assertEquals(unsynced, live.vcpu().unsyncedWrites(), "the flush is on its way");
        live.vcpu().ownFlushAnswered(DiskStatus.OK);
        assertEquals(unsynced, live.machine().unsyncedWrites(), "no entry says so yet");
        assertTrue(live.vcpu().unsyncedWrites().stream().allMatch(write -> write.id() >= bound));
        assertTrue(live.vcpu().unsyncedWrites().size() < unsynced.size());
    }

    @Test
    void aFlushOfTheOwnersThatFailsMakesNothingStable() {
        LiveRehearsal live = new LiveRehearsal(Programs.writer().machine(), SLICE, 1, 2000);
        while (live.ownFlush() == null) {
            write(live);
        }
        live.answerOwnFlush(DiskStatus.IO_ERROR);
        assertNull(live.ownFlush());
        run(live, 1);
        assertTrue(events(live, Event.Stable.class).isEmpty());
        assertNotNull(live.ownFlush(), "it flushes again");
    }

    @Test
    void theBoundOfUnsyncedBytesHoldsWhileTheFlushIsOnItsWay() {
        LiveRehearsal live = new LiveRehearsal(Programs.writer().machine(), SLICE, 1, 2000);
        for (int i = 0; i < 100; i++) {
            write(live);
        }
        assertTrue(
                live.machine().unsyncedBytes() < 3 * 2000, () -> live.machine().unsyncedBytes() + " bytes");
        live.answerOwnFlush(DiskStatus.OK);
        long before = live.machine().instruction();
        run(live, 2);
        assertTrue(live.machine().instruction() > before);
    }

    @Test
    void aWriteAnsweredWhileTheVcpuIsBlockedIsAmongTheUnsynced() {
        LiveRehearsal live = live(Programs.writer());
        while (live.atDisk().isEmpty()) {
            run(live, 1);
        }
        long id = live.atDisk().get(0).id();
        live.fillPathAfter(0);
        live.answer(0);
        assertEquals(Vcpu.Step.BLOCKED, live.step());
        assertTrue(live.machine().unsyncedWrites().isEmpty(), "no entry says so yet");
        assertEquals(
                List.of(id),
                live.vcpu().unsyncedWrites().stream().map(DiskRequest::id).toList());
    }

    private static void write(LiveRehearsal live) {
        run(live, 1);
        if (!live.atDisk().isEmpty()) {
            live.answer(0);
        }
    }

    // ---- outputs ----------------------------------------------------------------------------------------------------

    @Test
    void everyOutputIsProvedByAnEntryThatCountsIt() {
        LiveRehearsal live = live(Guest.named("counter"));
        for (int i = 0; i < 1000; i++) {
            live.send(Frames.increment(1, i));
            run(live, 1);
            while (!live.atDisk().isEmpty()) {
                live.answer(0);
            }
        }
        assertTrue(live.outputs().size() > 100);
        for (int i = 0; i < live.outputs().size(); i++) {
            assertEquals(i, live.outputs().get(i).number());
            Event proof =
                    live.log().entries().get(live.proofs().get(i).intValue()).event();
            assertTrue(proof instanceof Event.OutputPoint point && point.outputs() > i, proof::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 10, 333, 5000, 40_000})
    void chunksOfConsoleBytesFollowFromStateAndLog(long slice) {
        LiveRehearsal live = live(Programs.talker());
        live.slice(slice);
        while (live.machine().instruction() < 20_000) {
            live.step();
        }
        assertReplays(Programs.talker(), live);
        long next = 0;
        for (Output output : live.outputs()) {
            Output.Console console = (Output.Console) output;
            assertEquals(next, console.firstByte());
            next += console.data().length;
        }
    }

    // ---- resets and ends --------------------------------------------------------------------------------------------

    @Test
    void numbersGoOnOverAGuestReset() {
        LiveRehearsal live = live(Programs.echo());
        live.type("ab");
        run(live, 10);
        live.type("r");
        run(live, 10);
        live.type("cd");
        run(live, 10);
        assertEquals("BabBcd", live.console());
        assertEquals(1, events(live, Event.GuestReset.class).size());
        assertEquals(5, live.machine().nextInputByte());
        assertTrue(live.machine().instruction() > 20 * SLICE);
        assertEquals(
                List.of(0L, 1L), live.atDisk().stream().map(DiskRequest::id).toList());
        live.answer(1);
        live.answer(0); // of before the reset: told to nobody
        run(live, 10);
        assertEquals(0, live.machine().pendingDisk().size());
        assertReplays(Programs.echo(), live);
    }

    @Test
    void theOperatorsResetIsAnEntry() {
        LiveRehearsal live = live(Programs.echo());
        run(live, 5);
        live.command(() -> live.vcpu().press(Event.OperatorAction.Action.RESET));
        run(live, 5);
        assertEquals("BB", live.console());
        assertEquals(1, events(live, Event.OperatorAction.class).size());
        assertReplays(Programs.echo(), live);
    }

    @Test
    void timeAndSeedComeFromTheLog() {
        LiveRehearsal live = live(Programs.echo());
        live.type("tststs");
        run(live, 30);
        assertEquals(3, events(live, Event.TimeRead.class).size());
        assertEquals(3, events(live, Event.SeedRead.class).size());
        assertReplays(Programs.echo(), live);
    }

    @ParameterizedTest
    @ValueSource(strings = {"q0", "f5"})
    void aPowerOffIsTheLastEntryAndOutputAndEndsTheReplay(String keyAndCode) {
        LiveRehearsal live = live(Programs.echo());
        run(live, 3);
        live.type("a" + keyAndCode.charAt(0));
        run(live, 5);
        assertEnded(Programs.echo(), live, keyAndCode.charAt(1) - '0');
    }

    @Test
    void anEndTheHtifWayIsAnEntryToo() {
        Guest guest = Guest.named("htif");
        LiveRehearsal live = live(guest);
        run(live, 50);
        assertTrue(live.console().startsWith("htif: tohost is at 0x"), live.console());
        assertEnded(guest, live, 0);
    }

    private static void assertEnded(Guest guest, LiveRehearsal live, int code) {
        assertEquals(Vcpu.Step.ENDED, live.step());
        assertEquals(code, live.machine().exitCode());
        List<LogEntry> entries = live.log().entries();
        assertEquals(new Event.PowerOff(code), entries.get(entries.size() - 1).event());
        Output last = live.outputs().get(live.outputs().size() - 1);
        assertEquals(new Output.PowerOff(live.outputs().size() - 1, code), last);
        assertEquals(
                1,
                live.outputs().stream()
                        .filter(Output.PowerOff.class::isInstance)
                        .count());

        EntryList.Source source = new EntryList.Source(EntryList.overTheWire(entries)).arrive(entries.size());
        Replay replay = new Replay(guest.machine(), source.seal());
        replay.toEnd();
        assertEquals(Vcpu.Step.ENDED, replay.step());
        assertTrue(replay.machine().ended());
        assertEquals(code, replay.machine().exitCode());
        Replay.assertSameState(live.machine(), replay.machine());
        Replay.assertSameOutputs(live.outputs(), replay.outputs());
    }
}
