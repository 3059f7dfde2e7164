package dev.understudy.cli.hosts;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pair on hosts of their own loses a process or a whole host. */
@Timeout(300)
class HostFailOverEndToEndTest {
    private static final int LOST_CLAIM = 5;

    @TempDir
    Path folder;

    @Test
    void killedPrimaryIsSucceededByTheOtherHostAndThatIsProtectedAgain() throws Exception {
        try (HostPair pair = HostPair.start(folder)) {
            pair.startCounting();
            pair.primary().kill();
            pair.awaitSaid("live, generation 2");
            pair.countOn();
            pair.startBackup("host-a");
            pair.awaitSaid(": PROTECTED", 2);
            pair.countOn();
            pair.stopCountingAndJudge();
        }
    }

    @Test
    void unpluggedPrimaryIsSucceededAndOncePluggedAgainIsRefused() throws Exception {
        try (HostPair pair = HostPair.start(folder)) {
            pair.startCounting();
            pair.host("host-a").unplug();
            pair.awaitSaid("live, generation 2");
            pair.countOn();
            pair.awaitSaid("nothing leaves");
            pair.host("host-a").plug();
            pair.awaitEnd(pair.primary(), LOST_CLAIM);
            pair.awaitLoserSaysWhy();
            pair.startBackup("host-a");
            pair.awaitSaid(": PROTECTED", 2);
            pair.countOn();
            pair.stopCountingAndJudge();
        }
    }

    /** Nobody says goodbye for a host that vanished: probes find out, else its connections would stay for ever. */
    @Test
    void diskServerForgetsTheConnectionsOfAHostThatVanished() throws Exception {
        try (HostPair pair = HostPair.start(folder)) {
            assertTrue(pair.diskConnectionsOf("host-b") > 0);
            pair.host("host-b").unplug();
            pair.await("the connections of host-b are forgotten", () -> pair.diskConnectionsOf("host-b") == 0);
        }
    }

    @Test
    void allEndInOrderThoughNobodyReachesAnybody() throws Exception {
        try (HostPair pair = HostPair.start(folder)) {
            pair.startCounting();
            for (String host : List.of("host-a", "host-b", "host-c")) {
                pair.host(host).unplug();
            }
            pair.assertAllEndInOrder();
        }
    }
}
