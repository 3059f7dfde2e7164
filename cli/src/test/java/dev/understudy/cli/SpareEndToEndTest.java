package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that stands by to be the next backup. */
@Timeout(300)
class SpareEndToEndTest {
    @TempDir
    Path folder;

    @Test
    void lostReplicaIsReplacedByTheSpareAndALostSpareByAnother() throws Exception {
        ChildProcess lastSpare;
        try (CounterPair counter = CounterPair.startWithSpare(folder)) {
            counter.startCounting();
            ChildProcess first = awaitSpare(counter);
            CounterPair.kill(counter.pair().owner());
            counter.await("the spare is the backup", () -> counter.pair().backup() == first);
            counter.awaitProtected();

            ChildProcess second = awaitSpare(counter);
            ChildProcess primary = counter.pair().owner();
            CounterPair.kill(counter.pair().backup());
            counter.await("the spare is the backup", () -> counter.pair().backup() == second);
            counter.awaitProtected();
            assertSame(primary, counter.pair().owner());

            ChildProcess third = awaitSpare(counter);
            CounterPair.kill(third);
            CounterPair.kill(counter.pair().owner());
            counter.awaitOwnerOtherThan(primary);
            counter.awaitProtected();
            assertNotSame(third, counter.pair().backup());
            lastSpare = awaitSpare(counter);
            counter.countOn();
            counter.stopCountingAndJudge();
        }
        assertTrue(!lastSpare.isAlive());
    }

    private static ChildProcess awaitSpare(CounterPair counter) throws Exception {
        counter.await(
                "a spare stands by",
                () -> counter.pair().spare() != null && counter.pair().spare().status() != null);
        return counter.pair().spare();
    }
}
