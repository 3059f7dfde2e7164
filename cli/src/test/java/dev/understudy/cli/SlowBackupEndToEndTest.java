package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A pair of real processes whose guest computes all the time, and whose backup gets a quarter of the time at most: SIGSTOP and
 * SIGCONT in turn. Bounds are generous, for machines that do much else.
 */
@Timeout(300)
class SlowBackupEndToEndTest {
    /** {@code j .}: a flat image, at the first byte of RAM. */
    private static final byte[] SPINNER = {0x6f, 0, 0, 0};

    private static final long PATIENCE_MILLIS = 90_000;
    private static final long LAG_LIMIT_MILLIS = 300;
    /** Far above the three limits of a machine that does nothing else; the twin goes beyond twice this in no time. */
    private static final long BOUND_MILLIS = 12 * LAG_LIMIT_MILLIS;
    /** Both replicas' code is compiled by then. */
    private static final long WARM_INSTRUCTIONS = 400_000_000;

    private static final long PERIOD_MILLIS = 200;
    private static final long STOPPED_MILLIS = 150;

    @TempDir
    Path folder;

    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private Pair pair;

    @Test
    void theGuestIsSlowedUntilItsBackupKeepsUpAndLaterAtFullSpeedAgainAndNothingFailsOver() throws Exception {
        try (Pair busy = start("--lag-limit=" + LAG_LIMIT_MILLIS)) {
            ChildProcess owner = busy.owner();
            ChildProcess backup = busy.backup();
            await("the backup has caught up", () -> lagMillis() < LAG_LIMIT_MILLIS);
            DutyCycle slow = new DutyCycle(backup);
            try {
                await("the guest is slowed", () -> throttledPercent() >= 20);
                await("the backup keeps up", () -> lagMillis() < BOUND_MILLIS / 2);
                assertTrue(text().contains(" %, because the backup lags by "), this::text);
                for (int looks = 0; looks < 100; looks++) {
                    long lag = status(owner).number("lagMicros") / 1000;
                    assertTrue(lag < BOUND_MILLIS, () -> "it lags by " + lag + " ms\n" + story());
                    int seen = looks;
                    busy.lookUntil(() -> seen < 0, 1);
                }
                assertTrue(throttledPercent() > 0, this::text);
            } finally {
                slow.end();
            }
            await("the guest is at full speed again", () -> throttledPercent() == 0);
            await("protected still", busy::isProtected);
            assertEquals(owner, busy.owner());
            assertEquals(backup, busy.backup());
            assertEquals(1, status(owner).number("generation"));
        }
    }

    /** The twin. */
    @Test
    void withoutALagLimitTheSameBackupFallsFurtherAndFurtherBehind() throws Exception {
        try (Pair busy = start("--lag-limit=0")) {
            DutyCycle slow = new DutyCycle(busy.backup());
            try {
                await("the lag is beyond all bounds", () -> lagMillis() > 2 * BOUND_MILLIS);
            } finally {
                slow.end();
            }
            assertEquals(0, throttledPercent());
            await("protected still", busy::isProtected);
        }
    }

    private Pair start(String lagLimit) throws Exception {
        Path kernel = Files.write(folder.resolve("spinner"), SPINNER);
        pair = new Pair(
                new PairSettings(
                        "busy",
                        List.of("--kernel=" + kernel, "--memory=8M"),
                        null,
                        0,
                        List.of(),
                        null,
                        folder.resolve("state"),
                        false,
                        List.of("--silence-limit=3000", "--stall-limit=10000", lagLimit)),
                new RunFolder(folder.resolve("run")),
                said::add);
        pair.startWorld();
        pair.startReplicas();
        await("protected", pair::isProtected);
        long cold = status(pair.owner()).number("instruction");
        await("both are warm", () -> status(pair.backup()).number("instruction") > cold + WARM_INSTRUCTIONS);
        return pair;
    }

    /** On a machine that does much else an answer may take longer than is waited for. */
    private NodeStatus status(ChildProcess replica) {
        NodeStatus status = replica.status();
        while (status == null) {
            assertTrue(replica.isAlive(), this::story);
            status = replica.status();
        }
        return status;
    }

    private long throttledPercent() {
        return status(pair.owner()).number("throttledPercent");
    }

    private long lagMillis() {
        return status(pair.owner()).number("lagMicros") / 1000;
    }

    private String text() {
        return StatusCommand.ask(new RunFolder(folder.resolve("run")), List.of("busy")).stream()
                .map(StatusText::of)
                .reduce("", String::concat);
    }

    private void await(String what, BooleanSupplier done) throws Exception {
        assertTrue(pair.lookUntil(done, PATIENCE_MILLIS), () -> "waited in vain: " + what + "\n" + story());
    }

    private String story() {
        return String.join("\n", said) + "\n" + text();
    }

    /** A process that stands still for most of each period, until the end. */
    private static final class DutyCycle {
        private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
        private final ChildProcess victim;

        DutyCycle(ChildProcess victim) {
            this.victim = victim;
            timer.scheduleAtFixedRate(this::period, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        }

        private void period() {
            signal("STOP");
            timer.schedule(() -> signal("CONT"), STOPPED_MILLIS, TimeUnit.MILLISECONDS);
        }

        private void signal(String name) {
            try {
                new ProcessBuilder("kill", "-" + name, Long.toString(victim.pid()))
                        .start()
                        .waitFor();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void end() throws InterruptedException {
            timer.shutdownNow();
            timer.awaitTermination(10, TimeUnit.SECONDS);
            signal("CONT");
        }
    }
}
