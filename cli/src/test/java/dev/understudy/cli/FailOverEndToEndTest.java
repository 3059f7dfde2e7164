package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The primary fails, in real processes. */
@Timeout(300)
class FailOverEndToEndTest {
    @TempDir
    Path folder;

    @Test
    void killedPrimariesLoseNoReplyAndRepeatNone() throws Exception {
        try (CounterPair counter = CounterPair.start(folder)) {
            counter.startCounting();
            for (int kill = 0; kill < 2; kill++) {
                ChildProcess victim = counter.pair().owner();
                CounterPair.kill(victim);
                counter.awaitOwnerOtherThan(victim);
                counter.countOn();
                counter.awaitProtected();
                counter.countOn();
            }
            counter.stopCountingAndJudge();
        }
    }

    @Test
    void primaryThatWasStoppedTooLongWakesUpPowerless() throws Exception {
        try (CounterPair counter = CounterPair.start(folder)) {
            counter.startCounting();
            ChildProcess zombie = counter.pair().owner();
            CounterPair.stop(zombie);
            counter.awaitOwnerOtherThan(zombie);
            counter.countOn();
            CounterPair.goOn(zombie);
            counter.await("the zombie ends itself", () -> !zombie.isAlive());
            assertEquals(ExitCode.LOST_CLAIM, zombie.exitCode());
            counter.countOn();
            counter.awaitProtected();
            counter.stopCountingAndJudge();
        }
    }

    @Test
    void killedPrimaryRestartedAtOnceUnderItsNameIsRefusedAndDoesNoHarm() throws Exception {
        try (CounterPair counter = CounterPair.start(folder)) {
            counter.startCounting();
            ChildProcess victim = counter.pair().owner();
            CounterPair.kill(victim);
            ChildProcess restarted = counter.pair().spawnPrimary(false);
            counter.awaitOwnerOtherThan(victim);
            counter.await("the restarted one ends", () -> !restarted.isAlive());
            assertEquals(ExitCode.FAILED, restarted.exitCode());
            assertTrue(counter.hasSaid("was not started"));
            counter.countOn();
            counter.awaitProtected();
            counter.stopCountingAndJudge();
        }
    }

    @Test
    void nobodyLivesWhileTheArbiterIsAwayAndTheBackupAsksAgain() throws Exception {
        try (CounterPair counter = CounterPair.start(folder)) {
            counter.startCounting();
            ChildProcess victim = counter.pair().owner();
            CounterPair.stop(counter.pair().disk());
            CounterPair.kill(victim);
            counter.awaitSaid("nobody lives");
            counter.pair().lookUntil(() -> false, 1_000);
            assertTrue(counter.pair().owner() == null || counter.pair().owner() == victim);
            CounterPair.goOn(counter.pair().disk());
            counter.awaitOwnerOtherThan(victim);
            counter.countOn();
            counter.awaitProtected();
            counter.stopCountingAndJudge();
        }
    }

    @Test
    void lostBackupIsClaimedAgainstExplainedAndReplaced() throws Exception {
        try (CounterPair counter = CounterPair.start(folder)) {
            counter.startCounting();
            ChildProcess primary = counter.pair().owner();
            ChildProcess stopped = counter.pair().backup();
            CounterPair.stop(stopped);
            counter.awaitSaid("NOT PROTECTED: backup silent");
            counter.countOn();
            CounterPair.goOn(stopped);
            counter.await("the stopped backup ends itself", () -> !stopped.isAlive());
            assertEquals(ExitCode.LOST_CLAIM, stopped.exitCode());
            counter.awaitProtected();

            CounterPair.kill(counter.pair().backup());
            counter.countOn();
            counter.awaitProtected();
            assertSame(primary, counter.pair().owner());
            counter.stopCountingAndJudge();
        }
    }

    @Test
    void guestsPowerOffEndsEveryReplicaWithItsVerdict() throws Exception {
        try (CounterPair counter = CounterPair.start(folder)) {
            ChildProcess primary = counter.pair().owner();
            ChildProcess backup = counter.pair().backup();
            counter.powerOff();
            counter.awaitNobody();
            assertTrue(primary.awaitEnd(Duration.ofSeconds(30)));
            assertEquals(0, primary.exitCode());
            assertEquals(0, backup.exitCode());
            assertEquals(0, counter.pair().guestEnd().exitCode());
        }
    }
}
