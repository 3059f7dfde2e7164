package dev.understudy.cli.hosts;

import java.nio.file.Path;
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
            pair.awaitSaid("generation 2 is not ours");
            pair.startBackup("host-a");
            pair.awaitSaid(": PROTECTED", 2);
            pair.countOn();
            pair.stopCountingAndJudge();
        }
    }
}
