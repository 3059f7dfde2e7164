package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Disk server and switch fail and come back on their ports, in real processes. */
@Timeout(300)
class WorldLossEndToEndTest {
    @TempDir
    Path folder;

    @Test
    void killedDiskServerComesBackAndNothingIsLost() throws Exception {
        try (CounterPair counter = CounterPair.start(folder)) {
            counter.startCounting();
            for (int kill = 0; kill < 2; kill++) {
                ChildProcess victim = counter.pair().disk();
                CounterPair.kill(victim);
                counter.await("a disk server serves again", () -> counter.pair().disk() != victim);
                counter.countOn();
            }
            counter.awaitProtected();
            ChildProcess primary = counter.pair().owner();
            CounterPair.kill(primary);
            counter.awaitOwnerOtherThan(primary);
            counter.countOn();
            counter.stopCountingAndJudge();
        }
    }

    /** Frames on their way die with the switch; who repeats a request until it is answered is served once. */
    @Test
    void killedSwitchComesBackAndNoIdempotentIncrementIsCountedTwice() throws Exception {
        try (CounterPair counter = CounterPair.start(folder)) {
            InsistentCounting counting = InsistentCounting.begin(counter);
            for (int kill = 0; kill < 2; kill++) {
                ChildProcess victim = counter.pair().network();
                CounterPair.kill(victim);
                counter.await("a switch serves again", () -> counter.pair().network() != victim);
                counting.countOn();
            }
            counter.awaitProtected();
            ChildProcess primary = counter.pair().owner();
            CounterPair.kill(primary);
            counter.awaitOwnerOtherThan(primary);
            counting.countOn();
            assertTrue(counter.pair().disk().isAlive());
            counting.stopAndJudge();
        }
    }

    @Test
    void diskServerAndPrimaryKilledTogetherLoseNoReply() throws Exception {
        try (CounterPair counter = CounterPair.start(folder)) {
            counter.startCounting();
            ChildProcess primary = counter.pair().owner();
            counter.pair().disk().kill();
            CounterPair.kill(primary);
            counter.awaitOwnerOtherThan(primary);
            counter.countOn();
            counter.awaitProtected();
            counter.stopCountingAndJudge();
        }
    }

    @Test
    void switchAndPrimaryKilledTogetherCountEveryIncrementOnce() throws Exception {
        try (CounterPair counter = CounterPair.start(folder)) {
            InsistentCounting counting = InsistentCounting.begin(counter);
            ChildProcess primary = counter.pair().owner();
            counter.pair().network().kill();
            CounterPair.kill(primary);
            counter.awaitOwnerOtherThan(primary);
            counting.countOn();
            counter.awaitProtected();
            counting.stopAndJudge();
        }
    }

    @Test
    void backupGoesOnAfterAllTheOthersWereKilledAtOnce() throws Exception {
        try (CounterPair counter = CounterPair.start(folder)) {
            InsistentCounting counting = InsistentCounting.begin(counter);
            ChildProcess survivor = counter.pair().backup();
            counter.pair().network().kill();
            counter.pair().disk().kill();
            counter.pair().owner().kill();
            counter.await("the backup owns the VM", () -> counter.pair().owner() == survivor);
            counting.countOn();
            counter.awaitProtected();
            counting.stopAndJudge();
        }
    }

    /** Longer than any limit of a peer: neither is one, so it is waited for. */
    @Test
    void diskServerAndSwitchThatStandStillAreWaitedForAndNobodyFailsOver() throws Exception {
        try (CounterPair counter = CounterPair.start(folder)) {
            counter.startCounting();
            ChildProcess primary = counter.pair().owner();
            ChildProcess backup = counter.pair().backup();
            for (ChildProcess still :
                    new ChildProcess[] {counter.pair().disk(), counter.pair().network()}) {
                CounterPair.stop(still);
                counter.pair().lookUntil(() -> false, 5_000);
                CounterPair.goOn(still);
                counter.countOn();
            }
            counter.awaitProtected();
            assertSame(primary, counter.pair().owner());
            assertSame(backup, counter.pair().backup());
            counter.stopCountingAndJudge();
        }
    }
}
