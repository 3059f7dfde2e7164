package dev.understudy.cli.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.understudy.cli.DebianGuest;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Unmodified Debian, redis and nginx on hosts of their own: clients that keep their connections do not see a cut cable. */
@Timeout(600)
class DebianPartitionEndToEndTest {
    private static final int HANDED_OVER = 0;
    private static final int LOST_CLAIM = 5;
    private static final int POWERED_OFF = 0;

    @TempDir
    Path folder;

    private final ConcurrentLinkedQueue<String> screen = new ConcurrentLinkedQueue<>();

    @Test
    void connectionsAndDataOutliveAPartedPairAndAPrimaryPartedFromTheDisk() throws Exception {
        for (String tool : List.of("passt", "redis-check-aof", "e2fsck")) {
            assumeTrue(DebianGuest.hostHas(tool), "SKIPPED: this host has no " + tool);
        }
        DebianOnHosts debian = new DebianOnHosts(DebianGuest.guestsOrSkip());
        try (HostPair pair = new HostPair(folder, "host-c", debian)) {
            HostProcess console = powerOn(pair);
            pair.startCounting();
            HostProcess winner = partReplicas(pair);
            partFromDisk(pair, winner);
            pair.stopCounting();
            powerOff(pair, console);
            pair.endAndJudge();
            String said = String.join("\n", screen);
            assertFalse(said.matches(DebianGuest.TROUBLE), said);
        }
    }

    private HostProcess powerOn(HostPair pair) throws Exception {
        pair.startServers();
        HostProcess console = pair.attachConsole("host-d", screen::add);
        pair.startReplicas();
        pair.await(
                "redis and nginx listen",
                () -> screen.stream().anyMatch(line -> line.contains(DebianGuest.SERVING)) || !console.isAlive());
        assertTrue(console.isAlive(), screen::toString);
        return console;
    }

    /** Of two that see the disk but not each other one lives, and is protected again. It is returned. */
    private static HostProcess partReplicas(HostPair pair) throws Exception {
        Host.part(pair.host("host-a"), pair.host("host-b"));
        pair.await(
                "one of the two ends",
                () -> !pair.primary().isAlive() || !pair.backup().isAlive());
        pair.countOn();
        boolean primaryLives = pair.primary().isAlive();
        pair.awaitEnd(primaryLives ? pair.backup() : pair.primary(), LOST_CLAIM);
        Host.join(pair.host("host-a"), pair.host("host-b"));
        pair.startBackup(primaryLives ? "host-b" : "host-a");
        pair.awaitSaid(": PROTECTED", 2);
        pair.countOn();
        return primaryLives ? pair.primary() : pair.backup();
    }

    /** The owner hands over to the one that reaches disk and switch. */
    private static void partFromDisk(HostPair pair, HostProcess owner) throws Exception {
        String host = owner == pair.primary() ? "host-a" : "host-b";
        Host.part(pair.host(host), pair.host("host-c"));
        pair.awaitSaid("handing over: ");
        pair.awaitEnd(owner, HANDED_OVER);
        pair.countOn();
        Host.join(pair.host(host), pair.host("host-c"));
        pair.startBackup(host);
        pair.awaitSaid(": PROTECTED", 3);
        pair.countOn();
    }

    private void powerOff(HostPair pair, HostProcess console) throws Exception {
        console.tell("\npoweroff");
        pair.await("the guest powers off", () -> pair.replicas().noneMatch(HostProcess::isAlive));
        assertEquals(List.of(POWERED_OFF, POWERED_OFF), lastTwo(pair), pair::story);
    }

    private static List<Integer> lastTwo(HostPair pair) {
        List<Integer> codes = pair.replicas().map(HostProcess::exitCode).toList();
        return codes.subList(codes.size() - 2, codes.size());
    }
}
