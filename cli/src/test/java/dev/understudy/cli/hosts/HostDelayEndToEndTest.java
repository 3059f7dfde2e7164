package dev.understudy.cli.hosts;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.cli.NodeStatus;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The way between primary and backup is long and bad. */
@Timeout(300)
class HostDelayEndToEndTest {
    private static final int SHORTEST_ROUND_TRIP_MICROS = 2 * (5_000 - 3_000);

    @TempDir
    Path folder;

    @Test
    void overALongWayThatLosesTheFailOverIsExact() throws Exception {
        try (HostPair pair = HostPair.start(folder)) {
            pair.putBadWire();
            pair.weather(5_000, 3_000, 10);
            pair.startCounting();
            assertTrue(
                    pair.primary().status().number("holdMicrosP50") >= SHORTEST_ROUND_TRIP_MICROS,
                    () -> "the wire is too good\n" + pair.story());
            pair.host("host-a").unplug();
            pair.awaitSaid("live, generation 2");
            pair.countOn();
            pair.host("host-a").plug();
            pair.awaitEnd(pair.primary(), 5);
            pair.startBackup("host-a");
            pair.awaitSaid(": PROTECTED", 2);
            pair.countOn();
            pair.stopCountingAndJudge();
        }
    }

    /** A figure, not a test: {@code -Ddelays=10} is seconds a delay. */
    @Test
    @EnabledIfSystemProperty(named = "delays", matches = "\\d+")
    void outputsHeldByDelay() throws Exception {
        int seconds = Integer.getInteger("delays");
        for (int delayMicros : new int[] {-1, 0, 1_000, 5_000, 20_000}) {
            try (HostPair pair = HostPair.start(folder.resolve("delay" + delayMicros))) {
                if (delayMicros >= 0) {
                    pair.putBadWire();
                    pair.weather(delayMicros, 0, 0);
                }
                pair.startCounting();
                long before = pair.acknowledged();
                TimeUnit.SECONDS.sleep(seconds);
                long each = (pair.acknowledged() - before) / seconds;
                NodeStatus status = pair.primary().status();
                System.out.printf(
                        "%s: %d increments/s by 4 clients, outputs held p50 %d us, p99 %d us%n",
                        delayMicros < 0 ? "straight wire" : "delay each way " + delayMicros + " us",
                        each,
                        status.number("holdMicrosP50"),
                        status.number("holdMicrosP99"));
                pair.stopCountingAndJudge();
            }
        }
    }
}
