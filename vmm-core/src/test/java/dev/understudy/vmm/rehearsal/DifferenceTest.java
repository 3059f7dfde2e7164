package dev.understudy.vmm.rehearsal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.isa.ExecutionEngine;
import dev.understudy.isa.Hart;
import dev.understudy.isa.StopReason;
import dev.understudy.isa.interpreter.Interpreter;
import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.machine.GuestRam;
import dev.understudy.vmm.machine.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Each spoiled take is found, and the report names the very instruction and the very register or byte. */
class DifferenceTest {
    private static final long POKED = 123_457;
    private static final long LATE = 399_000;

    private static Rehearsal counter() {
        return Rehearsal.of(Guest.named("counter"))
                .seed(3)
                .at(170_000, Input.frame(Frames.arp()))
                .at(180_000, Input.frame(Frames.increment(1, 1)))
                .at(200_000, Input.keys("i"))
                .atMillis(2_000, Input.frame(Frames.increment(1, 2)))
                .until(400_000);
    }

    private static Difference unlike(Executable assertion) {
        Unlike unlike = assertThrows(Unlike.class, assertion);
        assertEquals(unlike.difference().text(), unlike.getMessage());
        return unlike.difference();
    }

    // ---- sound guests -----------------------------------------------------------------------------------------------

    @Test
    void aSoundGuestIsAlikeInEveryWay() {
        Run run = counter().assertAlike();
        assertTrue(run.machine().instruction() >= 400_000);
        assertEquals(List.of(1L, 2L), replies(run));
        assertTrue(run.console().contains("counter"), run.console());
    }

    private static List<Long> replies(Run run) {
        return run.outputs().stream()
                .map(output -> output instanceof Output.Frame frame ? Frames.reply(frame.frame()) : null)
                .filter(Objects::nonNull)
                .map(Frames.Reply::value)
                .toList();
    }

    @Test
    void inputsComeAtTheirInstruction() {
        List<LogEntry> log = Rehearsal.of(Programs.echo())
                .at(30_000, Input.keys("b"))
                .at(7_777, Input.keys("a"))
                .at(30_001, Input.keys("q"))
                .assertAlike()
                .entries();
        List<Long> keys = log.stream()
                .filter(entry -> entry.event() instanceof Event.ConsoleInput)
                .map(LogEntry::instruction)
                .toList();
        assertEquals(List.of(7_777L, 30_000L), keys.subList(0, 2));
        assertTrue(keys.get(2) > 30_001, "the UART has room for one byte, and the guest is slow to read it");
    }

    @Test
    void aLifeGoesOnOverAResetAndEndsAtPowerOff() {
        Rehearsal echo = Rehearsal.of(Programs.echo())
                .at(20_000, Input.keys("r"))
                .at(40_000, Input.keys("t"))
                .atMillis(20, Input.keys("q"));
        Run run = echo.assertAlike();
        assertTrue(run.machine().ended());
        assertEquals('B', run.console().charAt(1), run.console());
        LogEntry time = find(run.entries(), Event.TimeRead.class, 0);
        Difference found =
                unlike(echo.spoil(change(time, time.instruction(), new Event.TimeRead(1L << 40)))::assertResumesAlike);
        assertEquals(time.instruction(), found.place().instruction());
    }

    @Test
    void aGuestThatSleepsForGoodGetsItsInputAndNoMore() {
        Run run =
                Rehearsal.of(Programs.sleeper()).at(1_000_000, Input.keys("a")).assertAlike();
        assertTrue(run.machine().instruction() < 1000);
        assertEquals(1, run.machine().nextInputByte());
    }

    @Test
    void enginesThatStopAtOtherPlacesAreAlike() {
        counter().engines(Interpreter::new, DifferenceTest::oneByOne).assertAlike();
    }

    private static ExecutionEngine oneByOne(Hart hart) {
        Interpreter interpreter = new Interpreter(hart);
        return until -> {
            StopReason reason = StopReason.REACHED;
            while (reason == StopReason.REACHED && hart.instruction() < until) {
                reason = interpreter.run(hart.instruction() + 1);
            }
            return reason;
        };
    }

    @Test
    void watchingChangesNothing() {
        for (long seed = 0; seed < 3; seed++) {
            long given = seed;
            Take take = new Take.Lived(
                    "run",
                    Guest.named("timer"),
                    Interpreter::new,
                    machine ->
                            new RandomWorld(given, new LiveRehearsal(machine, 1000, given), false).live(30_000, 1000));
            Take.Played plain = take.play(Watch.none());
            Watch.Prints prints = new Watch.Prints(0, 1 << 20, 1);
            Take.Played watched = take.play(prints);
            Replay.assertSameState(plain.machine(), watched.machine());
            assertArrayEquals(
                    plain.entries().stream().map(LogEntry::toString).toArray(),
                    watched.entries().stream().map(LogEntry::toString).toArray());
        }
    }

    // ---- spoiled takes ----------------------------------------------------------------------------------------------

    @Test
    void aTimeOneTickLaterIsFoundInTheRegisterThatGotIt() {
        LogEntry spoiled = find(counter().assertReplaysAlike().entries(), Event.TimeRead.class, 5);
        long ticks = ((Event.TimeRead) spoiled.event()).ticks();
        Difference found = unlike(() -> counter()
                .spoil(change(spoiled, spoiled.instruction(), new Event.TimeRead(ticks + 1)))
                .assertReplaysAlike());
        assertEquals(spoiled.instruction(), found.place().instruction());
        assertTrue(found.place().executed());
        assertTrue(found.place().code().contains("csrrs"), found::text);
        String register = found.place().code().split("[ ,]")[1];
        assertEquals(1, found.registers().size(), found::text);
        assertTrue(found.registers().get(0).name().endsWith("/" + register), found::text);
        assertEquals(
                new Difference.Value("guest time", "" + ticks, "" + (ticks + 1)),
                found.devices().get(0));
        assertEquals(List.of(), found.memory());
        assertTrue(found.text().contains("\n              - " + spoiled.instruction() + " during time"), found::text);
        assertTrue(found.text().contains("\n              + " + spoiled.instruction() + " during time"), found::text);
        assertTrue(found.equalAt() <= spoiled.instruction() && found.differentAt() > spoiled.instruction());
        assertTrue(found.differentAt() - found.equalAt() < 50_000, found::text);
        assertTrue(found.stopped().startsWith("diverged between"), found::text);
    }

    private static LogEntry find(List<LogEntry> log, Class<? extends Event> kind, int skip) {
        Predicate<LogEntry> wanted = entry -> kind.isInstance(entry.event());
        return log.stream().filter(wanted).skip(skip).findFirst().orElseThrow();
    }

    private static UnaryOperator<List<LogEntry>> change(LogEntry spoiled, long instruction, Event event) {
        return log -> {
            List<LogEntry> changed = new ArrayList<>(log);
            int at = log.stream().map(LogEntry::toString).toList().indexOf(spoiled.toString());
            changed.set(at, new LogEntry(instruction, spoiled.phase(), event));
            return changed;
        };
    }

    @Test
    void aFrameOneInstructionLateIsFoundWhereItShouldHaveCome() {
        LogEntry frame = find(counter().assertReplaysAlike().entries(), Event.FrameReceived.class, 1);
        Difference found = unlike(() -> counter()
                .spoil(change(frame, frame.instruction() + 1, frame.event()))
                .assertReplaysAlike());
        assertEquals(frame.instruction(), found.place().instruction());
        assertFalse(found.place().executed());
        assertEquals(
                new Difference.Value("next frame", "2", "1"), found.devices().get(0));
        assertTrue(found.devices().get(1).name().startsWith("device PLIC"), found::text);
        assertFalse(found.memory().isEmpty(), found::text);
    }

    @Test
    void aPokedByteIsFoundWhereItWasPoked() {
        for (Rehearsal poked : List.of(poked(), poked().at(POKED - 1, Input.keys("i")))) {
            Difference found = unlike(poked::assertReplaysAlike);
            assertEquals(POKED, found.place().instruction());
            assertFalse(found.place().executed());
            assertEquals(List.of(), found.registers());
            assertEquals(List.of(), found.devices());
            Difference.Value poke = new Difference.Value("0x803e0123 (page 992, offset 0x123)", "07", "00");
            assertEquals(List.of(poke), found.memory());
        }
    }

    private static Rehearsal poked() {
        return counter().at(POKED, Input.meddling(machine -> GuestRam.write(machine, 0x3e_0123, new byte[] {7})));
    }

    @Test
    void anEngineThatIsWrongOnceIsFound() {
        for (long wrongAt : List.of(0L, 1L, POKED, 399_999L)) {
            Rehearsal twin = counter().engines(Interpreter::new, wrongAt(wrongAt));
            for (Executable assertion :
                    List.<Executable>of(twin::assertReplaysAlike, twin::assertRunsAlike, twin::assertResumesAlike)) {
                Difference found = unlike(assertion);
                assertEquals(wrongAt, found.place().instruction(), found::text);
                assertTrue(found.place().executed());
                assertEquals("x27/s11", found.registers().get(0).name());
            }
        }
    }

    /** Interprets, but for one register after one instruction. */
    private static Function<Hart, ExecutionEngine> wrongAt(long instruction) {
        return hart -> {
            Interpreter sound = new Interpreter(hart);
            return until -> {
                if (hart.instruction() > instruction || until <= instruction) {
                    return sound.run(until);
                }
                StopReason reason = sound.run(instruction);
                if (hart.instruction() == instruction) {
                    reason = sound.run(instruction + 1);
                    hart.setRegister(27, ~hart.register(27));
                }
                return reason == StopReason.REACHED ? sound.run(until) : reason;
            };
        };
    }

    /** What no snapshot holds is found by resuming only: here an engine that counts for itself and tells the guest. */
    @Test
    void hiddenStateIsFoundByResuming() {
        counter().engines(DifferenceTest::forgetful, DifferenceTest::forgetful).assertReplaysAlike();
        Rehearsal resumed = counter().engines(DifferenceTest::forgetful, DifferenceTest::forgetful);
        Difference found = unlike(resumed::assertResumesAlike);
        assertEquals(LATE, found.place().instruction(), found::text);
        assertEquals("0x" + Long.toHexString(LATE + 1), found.registers().get(0).expected());
    }

    /** After instruction LATE x27 says how many it has executed since it was made. */
    private static ExecutionEngine forgetful(Hart hart) {
        long[] first = {-1};
        Interpreter interpreter = new Interpreter(hart);
        return until -> {
            first[0] = first[0] < 0 ? hart.instruction() : first[0];
            boolean comes = hart.instruction() <= LATE && until > LATE;
            StopReason reason = interpreter.run(comes ? LATE + 1 : until);
            if (comes && hart.instruction() == LATE + 1) {
                hart.setRegister(27, LATE + 1 - first[0]);
            }
            return comes && reason == StopReason.REACHED ? interpreter.run(until) : reason;
        };
    }

    @Test
    void anotherSeedIsAnotherLife() {
        Difference found = unlike(() -> counter().assertRunsAlike(counter().seed(4)));
        assertTrue(found.place().instruction() < 400_000);
        assertEquals("", found.stopped());
    }

    @Test
    void anotherComputerIsUnlikeFromTheStart() {
        Difference found = unlike(() -> counter().assertRunsAlike(counter().memory(8 << 20)));
        assertEquals(0, found.place().instruction());
        assertEquals("bytes of RAM", found.memory().get(0).name());
    }

    @Test
    void aLogThatIsSpoiledWhereNoStateDiffersIsShownToo() {
        LogEntry proof = find(counter().assertReplaysAlike().entries(), Event.OutputPoint.class, 0);
        Event spoiled = new Event.OutputPoint(((Event.OutputPoint) proof.event()).outputs(), 0);
        Difference found = unlike(() ->
                counter().spoil(change(proof, proof.instruction(), spoiled)).assertReplaysAlike());
        assertEquals(proof.instruction(), found.place().instruction());
        assertEquals(List.of(), found.registers());
        assertTrue(found.stopped().contains("checksum=0"), found::text);
    }

    @Test
    void aSpoiledDigestIsShownAlthoughNoStateDiffers() {
        LogEntry digest = find(counter().assertReplaysAlike().entries(), Event.Digest.class, 3);
        Difference found = unlike(() -> counter()
                .spoil(change(digest, digest.instruction(), new Event.Digest(1, 0)))
                .assertReplaysAlike());
        assertNull(found.place());
        assertTrue(
                found.log()
                        .contains("+ " + digest.instruction() + " before register-digest registers=0000000000000001"),
                found::text);
        assertTrue(found.stopped().contains("Digest[registers=0000000000000001"), found::text);
    }

    /** Nothing to find: the second take is not the same each time. */
    @Test
    void aLifeThatDoesNotRepeatSaysSo() {
        boolean[] met = new boolean[1];
        Difference found = unlike(() -> counter()
                .at(POKED, Input.meddling(machine -> {
                    GuestRam.write(machine, 0x3e_0123, new byte[] {(byte) (met[0] ? 0 : 7)});
                    met[0] = true;
                }))
                .assertRunsAlike());
        assertNull(found.place());
        assertTrue(found.text().contains("not each time"), found::text);
    }
}
