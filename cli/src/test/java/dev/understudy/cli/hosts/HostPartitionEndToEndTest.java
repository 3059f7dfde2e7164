package dev.understudy.cli.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All hosts of a pair live, but not each reaches each. Whoever may decide decides once, and the service goes on. */
@Timeout(300)
class HostPartitionEndToEndTest {
    private static final int HANDED_OVER = 0;
    private static final int LOST_CLAIM = 5;

    @TempDir
    Path folder;

    @Test
    void ofTwoThatSeeTheDiskButNotEachOtherOneLives() throws Exception {
        try (HostPair pair = HostPair.start(folder)) {
            pair.startCounting();
            Host.part(pair.host("host-a"), pair.host("host-b"));
            judgeThatOneLives(pair);
        }
    }

    @Test
    void ofTwoWhereHeartbeatsArriveButNoAcknowledgementOneLives() throws Exception {
        try (HostPair pair = HostPair.start(folder)) {
            pair.startCounting();
            pair.host("host-b").loseAllTo(pair.host("host-a"));
            judgeThatOneLives(pair);
        }
    }

    @Test
    void ofTwoWhereAcknowledgementsArriveButNoEntryOneLives() throws Exception {
        try (HostPair pair = HostPair.start(folder)) {
            pair.startCounting();
            pair.host("host-a").loseAllTo(pair.host("host-b"));
            judgeThatOneLives(pair);
        }
    }

    /** The loser says why, and the winner is protected again by a new backup on the loser's host. */
    private static void judgeThatOneLives(HostPair pair) throws Exception {
        pair.await(
                "one of the two ends",
                () -> !pair.primary().isAlive() || !pair.backup().isAlive());
        pair.countOn();
        HostProcess loser = pair.primary().isAlive() ? pair.backup() : pair.primary();
        assertEquals(LOST_CLAIM, loser.exitCode(), pair::story);
        pair.awaitLoserSaysWhy();
        assertTrue(pair.primary().isAlive() || pair.backup().isAlive());
        Host.join(pair.host("host-a"), pair.host("host-b"));
        pair.startBackup(loser == pair.primary() ? "host-a" : "host-b");
        pair.awaitSaid(": PROTECTED", 2);
        pair.countOn();
        pair.stopCountingAndJudge();
    }

    @Test
    void primaryThatLosesDiskAndSwitchYieldsToTheBackupThatHasBoth() throws Exception {
        try (HostPair pair = HostPair.start(folder)) {
            pair.startCounting();
            Host.part(pair.host("host-a"), pair.host("host-c"));
            pair.awaitSaid("handing over: ");
            pair.awaitEnd(pair.primary(), HANDED_OVER);
            pair.awaitSaid("the backup takes over");
            pair.awaitSaid("live, generation 2");
            pair.countOn();
            Host.join(pair.host("host-a"), pair.host("host-c"));
            pair.startBackup("host-a");
            pair.awaitSaid(": PROTECTED", 2);
            pair.countOn();
            pair.stopCountingAndJudge();
        }
    }

    @Test
    void primaryWhoseBackupIsUnpluggedGoesOnAloneAndTakesANewOne() throws Exception {
        try (HostPair pair = HostPair.start(folder)) {
            pair.startCounting();
            pair.host("host-b").unplug();
            pair.awaitSaid("NOT PROTECTED: backup silent");
            pair.countOn();
            pair.host("host-b").plug();
            pair.awaitEnd(pair.backup(), LOST_CLAIM);
            pair.awaitLoserSaysWhy();
            pair.startBackup("host-b");
            pair.awaitSaid(": PROTECTED", 2);
            pair.countOn();
            pair.stopCountingAndJudge();
        }
    }

    /** Longer than it takes until a silent disk server's connection is given up. */
    @Test
    void whileTheDiskServerIsUnpluggedAllWaitAndNobodyClaims() throws Exception {
        try (HostPair pair = HostPair.start(folder, "host-d")) {
            pair.startCounting();
            pair.host("host-c").unplug();
            TimeUnit.SECONDS.sleep(13);
            long before = pair.acknowledged();
            pair.host("host-c").plug();
            pair.await("the clients count on", () -> pair.acknowledged() > before);
            pair.countOn();
            assertFalse(pair.hasSaid("claiming"), pair::story);
            assertTrue(pair.primary().isAlive() && pair.backup().isAlive());
            pair.stopCountingAndJudge();
        }
    }
}
