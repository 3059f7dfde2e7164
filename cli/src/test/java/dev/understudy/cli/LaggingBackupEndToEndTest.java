package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The primary dies, a service manager starts it again at once, and the backup has yet to take in the end of the log. */
@Timeout(300)
class LaggingBackupEndToEndTest {
    @TempDir
    Path folder;

    @Test
    void killedPrimaryRestartedWhileItsBackupHasYetToDrainIsRefusedAndNothingIsLost() throws Exception {
        try (CounterPair counter = CounterPair.start(folder)) {
            counter.startCounting();
            ChildProcess backup = counter.pair().backup();
            CounterPair.stop(backup);
            CounterPair.kill(counter.pair().owner());
            ChildProcess restarted = counter.pair().spawnPrimary(false);
            counter.await("the restarted one ends", () -> !restarted.isAlive());
            assertEquals(ExitCode.FAILED, restarted.exitCode());
            assertTrue(counter.hasSaid("is open for backup"));

            CounterPair.goOn(backup);
            counter.await("the backup owns the VM", () -> counter.pair().owner() == backup);
            counter.countOn();
            counter.awaitProtected();
            counter.stopCountingAndJudge();
        }
    }

    /** Nobody of the pairing was seen for ten limits, so a new life may begin: what was acknowledged is on its disk. */
    @Test
    void backupThatSleptThroughAColdStartWakesUpPowerlessAndNoIncrementIsLostOrCountedTwice() throws Exception {
        try (CounterPair counter = CounterPair.start(folder, "--silence-limit=1000", "--stall-limit=4000")) {
            InsistentCounting counting = InsistentCounting.begin(counter);
            ChildProcess sleeper = counter.pair().backup();
            CounterPair.stop(sleeper);
            CounterPair.kill(counter.pair().owner());
            ChildProcess started = restartUntilItLives(counter);
            assertTrue(counter.hasSaid("is open for backup"), "the first tries come too early");
            counting.countOn();

            CounterPair.goOn(sleeper);
            counter.await("the sleeper ends itself", () -> !sleeper.isAlive());
            assertEquals(ExitCode.LOST_CLAIM, sleeper.exitCode());
            counting.countOn();
            assertTrue(started.isAlive());
            counting.stopAndJudge();
        }
    }

    /** As a service manager would: at once and under the same name. */
    private static ChildProcess restartUntilItLives(CounterPair counter) throws Exception {
        while (true) {
            ChildProcess restarted = counter.pair().spawnPrimary(false);
            counter.await("it is refused or lives", () -> !restarted.isAlive() || isLive(restarted));
            if (restarted.isAlive()) {
                return restarted;
            }
            assertEquals(ExitCode.FAILED, restarted.exitCode());
        }
    }

    private static boolean isLive(ChildProcess replica) {
        NodeStatus status = replica.status();
        return status != null && status.flag("live");
    }
}
