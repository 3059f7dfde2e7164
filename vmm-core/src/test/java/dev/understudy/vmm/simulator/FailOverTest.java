package dev.understudy.vmm.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.rehearsal.Frames;
import dev.understudy.vmm.replication.ExitReason;
import dev.understudy.vmm.role.RoleWindow;
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
        ANY(owner -> true),
        BEFORE_THE_ENTRY_OF_AN_OUTPUT_HAS_ARRIVED(owner -> owner.link().isLogOnTheWay() && held(owner) > 0),
        AFTER_ITS_ACK_BUT_BEFORE_ITS_RELEASE(owner -> owner.link().isAckOnTheWay() && held(owner) > 0),
        WITH_A_RELEASED_FRAME_IN_ITS_BUFFERS(owner -> owner.port().holdsFrames()),
        WITH_A_WRITE_AT_THE_DISK(owner -> owner.disk().isWriting()),
        WITH_AN_ANSWER_OF_THE_DISK_NOT_LOGGED(owner -> owner.disk().newestAnswer() > owner.newestDiskEntry());

        private final Predicate<Replica> here;

        Moment(Predicate<Replica> here) {
            this.here = here;
        }

        private static int held(Replica owner) {
            return RoleWindow.outputsHeld(owner.role());
        }
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void clientsLoseNothingWhenThePrimaryDies(Moment moment) {
        for (long seed = 0; seed < SEEDS; seed++) {
            Simulator sim = protectedPair(seed);
            long answers = sim.clients().answered() + 1 + seed * 2;
            sim.until("some answers", () -> sim.clients().answered() >= answers);
            sim.until(moment.name(), () -> sim.isProtected() && moment.here.test(sim.owner()));
            sim.owner().kill(false);
            assertAllAnswered(sim);
            assertEquals(2, sim.disk().record().generation());
        }
    }

    @Test
    void aSecondBackupTakesOverFromTheFirst() {
        for (long seed = 10; seed < 10 + SEEDS; seed++) {
            Simulator sim = protectedPair(seed);
            sim.until("a third", () -> sim.clients().answered() >= INCREMENTS / 3);
            sim.owner().kill(false);
            sim.until("live", () -> sim.replica(2).isLive());
            sim.join(sim.replica(2));
            sim.until("protected again", sim::isProtected);
            long answers = Math.min(INCREMENTS - 10, sim.clients().answered() + 5);
            sim.until("some answers", () -> sim.clients().answered() >= answers);
            sim.owner().kill(false);
            assertAllAnswered(sim);
            assertEquals(3, sim.disk().record().generation());
        }
    }

    @Test
    void aPrimaryWhoseBackupDiesClaimsAndGoesOnAlone() {
        for (long seed = 20; seed < 20 + SEEDS; seed++) {
            Simulator sim = protectedPair(seed);
            sim.until("a few", () -> sim.clients().answered() >= 5);
            sim.replica(2).kill(false);
            assertAllAnswered(sim);
            assertEquals(2, sim.disk().record().generation());
            assertEquals(sim.replica(1), sim.owner());
        }
    }

    @Test
    void aHandOverByRequestLosesNothing() {
        for (long seed = 30; seed < 30 + SEEDS; seed++) {
            Simulator sim = protectedPair(seed);
            sim.until("a few", () -> sim.clients().answered() >= 5);
            assertTrue(sim.replica(1).role().protocol().failOver());
            assertAllAnswered(sim);
            assertEquals(ExitReason.HANDED_OVER, sim.replica(1).ended());
            assertEquals(sim.replica(2), sim.owner());
        }
    }

    @Test
    void aReplayedPowerOffEndsTheBackup() {
        Simulator sim = protectedPair(40);
        assertAllAnswered(sim);
        control(sim, "poweroff");
        sim.until(
                "both end",
                () -> sim.replica(1).ended() != null && sim.replica(2).ended() != null);
        assertEquals(ExitReason.GUEST_ENDED, sim.replica(1).ended());
        assertEquals(ExitReason.GUEST_ENDED, sim.replica(2).ended());
        assertTrue(sim.disk().record().lifeEnded());
        assertEquals(1, sim.disk().record().generation());
        assertTrue(sim.console().endsWith("counter: ends at value " + INCREMENTS + "\n"), sim.console());
    }

    @Test
    void aBackupThatDivergesEndsAndThePrimaryGoesOnAlone() {
        for (long seed = 50; seed < 50 + SEEDS; seed++) {
            Simulator sim = protectedPair(seed);
            sim.spoils(sim.replica(2));
            sim.replica(2).link().spoil(FailOverTest::later);
            control(sim, "info"); // it reads its clock
            sim.until("the difference is found", () -> sim.replica(2).ended() != null);
            assertEquals(ExitReason.DIVERGED, sim.replica(2).ended());
            assertNotNull(sim.replica(2).divergence());
            sim.until("the primary claims", () -> sim.disk().record().generation() == 2);
            assertEquals(sim.replica(1), sim.owner());
            assertAllAnswered(sim);
        }
    }

    private static LogEntry later(LogEntry entry) {
        return entry.event() instanceof Event.TimeRead time
                ? new LogEntry(entry.instruction(), entry.phase(), new Event.TimeRead(time.ticks() + 1))
                : entry;
    }

    private static void control(Simulator sim, String order) {
        SwitchServer server = sim.switchServer();
        sim.time().after(0, server.process(), () -> server.deliver(Frames.control(order)));
    }

    private static Simulator protectedPair(long seed) {
        Simulator sim = new Simulator(seed);
        sim.clients().begin(4, INCREMENTS, 2_000);
        sim.until("the guest serves", () -> sim.clients().answered() >= 3);
        sim.join(sim.replica(1));
        sim.until("protected", sim::isProtected);
        return sim;
    }

    private static void assertAllAnswered(Simulator sim) {
        sim.until("all answers", () -> sim.clients().areDone());
        sim.checkers().forEach(Checker::finished);
        List<Long> values = sim.clients().operations().stream()
                .map(operation -> operation.value)
                .sorted()
                .toList();
        assertEquals(LongStream.rangeClosed(1, INCREMENTS).boxed().toList(), values);
        assertEquals(1, sim.console().split("counter: boot", -1).length - 1, sim.console());
        assertEquals(INCREMENTS, sim.disk().image().value());
    }
}
