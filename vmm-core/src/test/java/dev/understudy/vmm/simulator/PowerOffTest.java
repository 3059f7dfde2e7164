package dev.understudy.vmm.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.rehearsal.Frames;
import dev.understudy.vmm.replication.ExitReason;
import dev.understudy.vmm.replication.FailureLimits;
import dev.understudy.vmm.replication.Rule;
import dev.understudy.vmm.role.RoleWindow;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A guest's last words reach the switch, each number with one content, whoever is left to say them. */
class PowerOffTest {
    private static final int SEEDS = 6;
    private static final long FOR_GOOD = 1_000_000 * VirtualTime.MILLI;
    private static final String LAST_WORDS = "counter: ends at value 0\n";

    private final List<String> told = new ArrayList<>();

    @Test
    void theBackupSaysTheLastWordsOfAPrimaryThatDiedWithThemInItsBuffers() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Simulator sim = protectedPair(seed);
            cutFromSwitch(sim, sim.replica(1));
            powerOff(sim);
            assertFalse(sim.console().endsWith(LAST_WORDS), "nothing leaves its host");
            sim.replica(1).kill(true);
            sim.until("the backup ends", () -> sim.replica(2).ended() != null);
            assertEquals(ExitReason.GUEST_ENDED, sim.replica(2).ended());
            assertTrue(sim.console().endsWith(LAST_WORDS), sim.console());
            assertTrue(sim.disk().record().lifeEnded());
            assertEquals(2, sim.disk().record().generation());
            sim.checkers().forEach(Checker::finished);
        }
    }

    @Test
    void aPrimaryWithoutTheSwitchHandsTheLastWordsOver() {
        for (long seed = 10; seed < 10 + SEEDS; seed++) {
            Simulator sim = protectedPair(seed);
            cutFromSwitch(sim, sim.replica(1));
            powerOff(sim);
            bothEnd(sim);
            assertEquals(ExitReason.HANDED_OVER, sim.replica(1).ended());
            assertEquals(ExitReason.GUEST_ENDED, sim.replica(2).ended());
            assertTrue(sim.console().endsWith(LAST_WORDS), sim.console());
        }
    }

    @Test
    void whenNobodyReachesTheSwitchTheEndComesAndIsSaid() {
        Simulator sim = protectedPair(20);
        cutFromSwitch(sim, sim.replica(1));
        cutFromSwitch(sim, sim.replica(2));
        powerOff(sim);
        bothEnd(sim);
        assertEquals(ExitReason.GUEST_ENDED, sim.replica(1).ended());
        assertEquals(ExitReason.GUEST_ENDED, sim.replica(2).ended());
        assertTrue(told.stream().anyMatch(line -> line.contains("last outputs wait for disk or switch")));
        String last = sim.replica(1).lastWords();
        assertTrue(last.contains("last outputs are lost"), last);
    }

    @Test
    void afterAnOrderlyPowerOffNobodyClaims() {
        Simulator sim = protectedPair(30);
        powerOff(sim);
        bothEnd(sim);
        assertEquals(ExitReason.GUEST_ENDED, sim.replica(1).ended());
        assertEquals(ExitReason.GUEST_ENDED, sim.replica(2).ended());
        assertEquals(1, sim.disk().record().generation());
    }

    private Simulator protectedPair(long seed) {
        Simulator sim = new Simulator(seed, FailureLimits.DEFAULT, Rule.ALL, WorldRule.ALL, told::add);
        sim.until("live", () -> sim.replica(1).isLive());
        sim.join(sim.replica(1));
        sim.until("protected", sim::isProtected);
        return sim;
    }

    /** What it sends does not arrive; what it is sent does. */
    private static void cutFromSwitch(Simulator sim, Replica replica) {
        sim.network().cut(replica, sim.switchServer().process(), FOR_GOOD);
    }

    /** Until the guest has powered off and that has left the gate. */
    private static void powerOff(Simulator sim) {
        SwitchServer server = sim.switchServer();
        sim.time().after(0, server.process(), () -> server.deliver(Frames.control("poweroff")));
        sim.until(
                "power-off",
                () -> sim.replica(1).role() == null
                        || RoleWindow.isEnding(sim.replica(1).role()));
    }

    private static void bothEnd(Simulator sim) {
        sim.until(
                "both end",
                () -> sim.replica(1).ended() != null && sim.replica(2).ended() != null);
    }
}
