package dev.understudy.vmm.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.rehearsal.Frames;
import dev.understudy.vmm.replication.ExitReason;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole roles with their machines: whatever moment the primary dies at, clients see one counter that never failed. */
class FailOverTest {
    private static final int SEEDS = 6;
    private static final int INCREMENTS = 60;

    /** When the primary dies. */
    enum Moment {
        ANY(troupe -> true),
        BEFORE_THE_ENTRY_OF_AN_OUTPUT_HAS_ARRIVED(troupe -> troupe.link().isLogOnTheWay() && held(troupe) > 0),
        AFTER_ITS_ACK_BUT_BEFORE_ITS_RELEASE(troupe -> troupe.link().isAckOnTheWay() && held(troupe) > 0),
        WITH_A_RELEASED_FRAME_IN_ITS_BUFFERS(troupe -> troupe.owner().port.holdsFrames()),
        WITH_A_WRITE_AT_THE_DISK(troupe -> troupe.owner().diskConnection.isWriting()),
        WITH_AN_ANSWER_OF_THE_DISK_NOT_LOGGED(Troupe::hasAnswerNotLogged);

        private final Predicate<Troupe> here;

        Moment(Predicate<Troupe> here) {
            this.here = here;
        }

        private static int held(Troupe troupe) {
            return troupe.owner().primary.outputsHeld();
        }
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void clientsLoseNothingWhenThePrimaryDies(Moment moment) {
        for (long seed = 0; seed < SEEDS; seed++) {
            Troupe troupe = protectedPair(seed);
            long answers = troupe.values().size() + 1 + seed * 2;
            troupe.until("some answers", () -> troupe.values().size() >= answers);
            troupe.until(moment.name(), () -> troupe.isProtected() && moment.here.test(troupe));
            troupe.killOwner();
            troupe.until("all answers", troupe::allAnswered);
            assertEquals(2, troupe.arbiter().generation());
            assertOneCounter(troupe);
        }
    }

    @Test
    void aSecondBackupTakesOverFromTheFirst() {
        for (long seed = 10; seed < 10 + SEEDS; seed++) {
            Troupe troupe = protectedPair(seed);
            troupe.until("a third", () -> troupe.values().size() >= INCREMENTS / 3);
            troupe.killOwner();
            troupe.until("live", () -> troupe.replica(2).primary != null);
            troupe.join();
            troupe.until("protected again", troupe::isProtected);
            long answers = Math.min(INCREMENTS - 10, troupe.values().size() + 5);
            troupe.until("some answers", () -> troupe.values().size() >= answers);
            troupe.killOwner();
            troupe.until("all answers", troupe::allAnswered);
            assertEquals(3, troupe.arbiter().generation());
            assertOneCounter(troupe);
        }
    }

    @Test
    void aPrimaryWhoseBackupDiesClaimsAndGoesOnAlone() {
        for (long seed = 20; seed < 20 + SEEDS; seed++) {
            Troupe troupe = protectedPair(seed);
            troupe.until("a few", () -> troupe.values().size() >= 5);
            troupe.killBackup(troupe.replica(2));
            troupe.until("all answers", troupe::allAnswered);
            assertEquals(2, troupe.arbiter().generation());
            assertEquals(troupe.replica(1).id, troupe.arbiter().owner());
            assertOneCounter(troupe);
        }
    }

    @Test
    void aHandOverByRequestLosesNothing() {
        for (long seed = 30; seed < 30 + SEEDS; seed++) {
            Troupe troupe = protectedPair(seed);
            troupe.until("a few", () -> troupe.values().size() >= 5);
            assertTrue(troupe.replica(1).primary.protocol().failOver());
            troupe.until("all answers", troupe::allAnswered);
            assertEquals(ExitReason.HANDED_OVER, troupe.replica(1).ended);
            assertEquals(troupe.replica(2).id, troupe.arbiter().owner());
            assertOneCounter(troupe);
        }
    }

    @Test
    void aReplayedPowerOffEndsTheBackup() {
        Troupe troupe = protectedPair(40);
        troupe.until("all answers", troupe::allAnswered);
        troupe.network().send(Frames.control("poweroff"));
        troupe.until("both end", () -> troupe.replica(1).ended != null && troupe.replica(2).ended != null);
        assertEquals(ExitReason.GUEST_ENDED, troupe.replica(1).ended);
        assertEquals(ExitReason.GUEST_ENDED, troupe.replica(2).ended);
        assertTrue(troupe.arbiter().lifeEnded());
        assertEquals(1, troupe.arbiter().generation());
        String console = troupe.network().console();
        assertTrue(console.endsWith("counter: ends at value " + INCREMENTS + "\n"), console);
    }

    @Test
    void aBackupThatDivergesEndsAndThePrimaryGoesOnAlone() {
        for (long seed = 50; seed < 50 + SEEDS; seed++) {
            Troupe troupe = protectedPair(seed);
            troupe.link().spoil(FailOverTest::later);
            troupe.until("the difference is found", () -> troupe.replica(2).ended != null);
            assertEquals(ExitReason.DIVERGED, troupe.replica(2).ended);
            assertNotNull(troupe.replica(2).divergence);
            troupe.until("the primary claims", () -> troupe.arbiter().generation() == 2);
            assertEquals(troupe.replica(1).id, troupe.arbiter().owner());
            troupe.until("all answers", troupe::allAnswered);
            assertOneCounter(troupe);
        }
    }

    private static LogEntry later(LogEntry entry) {
        return entry.event() instanceof Event.TimeRead time
                ? new LogEntry(entry.instruction(), entry.phase(), new Event.TimeRead(time.ticks() + 1))
                : entry;
    }

    private static Troupe protectedPair(long seed) {
        Troupe troupe = new Troupe(seed, INCREMENTS);
        troupe.until("the guest serves", () -> troupe.values().size() >= 3);
        troupe.join();
        troupe.until("protected", troupe::isProtected);
        return troupe;
    }

    private static void assertOneCounter(Troupe troupe) {
        List<Long> sorted = troupe.values().stream().sorted().toList();
        assertEquals(LongStream.rangeClosed(1, INCREMENTS).boxed().toList(), sorted);
        String console = troupe.network().console();
        assertEquals(1, console.split("counter: boot", -1).length - 1, console);
        assertEquals(INCREMENTS, troupe.valueOnDisk());
    }
}
