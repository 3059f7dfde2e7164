package dev.understudy.cli;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A service that outlives any number of the processes that carry it. */
@Timeout(900)
class ManyFailOversEndToEndTest {
    private static final int FAIL_OVERS = 50;
    /** Each round starts a process: it should find some CPU that no client uses. */
    private static final Duration PAUSE = Duration.ofMillis(20);

    @TempDir
    Path folder;

    @Test
    void fiftyFailOversInARowLoseNoReplyAndRepeatNone() throws Exception {
        try (CounterPair counter = CounterPair.startWithSpare(folder)) {
            counter.startCounting(PAUSE);
            for (int kill = 0; kill < FAIL_OVERS; kill++) {
                ChildProcess victim = counter.pair().owner();
                CounterPair.kill(victim);
                counter.awaitOwnerOtherThan(victim);
                counter.countOn();
                counter.awaitProtected();
            }
            counter.countOn();
            counter.stopCountingAndJudge();
        }
    }
}
