package dev.understudy.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Unmodified Debian, redis and nginx: what fails beneath them, their clients do not see. */
@Timeout(600)
class DebianEndToEndTest {
    private static final long LOOK_MILLIS = 100;
    private static final Pattern KERNEL_TIME = Pattern.compile("(?m)^\\[ *([0-9]+\\.[0-9]+)\\]");

    @TempDir
    Path folder;

    private Path guests;

    @BeforeEach
    void buildGuest() throws Exception {
        guests = DebianGuest.guestsOrSkip();
        for (String tool : List.of("passt", "redis-check-aof", "e2fsck")) {
            assumeTrue(DebianGuest.hostHas(tool), "SKIPPED: this host has no " + tool);
        }
    }

    @Test
    void connectionsAndDataOutliveAKilledAStoppedAndADisklessPrimary() throws Exception {
        try (DebianPair debian = DebianPair.start(folder, guests)) {
            killInMidBoot(debian);
            debian.awaitOnScreen(DebianGuest.SERVING);
            debian.awaitProtected();
            debian.startClients();

            kill(debian);
            stop(debian);
            restartDisk(debian);

            debian.stopClientsAndJudge();
            debian.powerOff();
            assertFalse(debian.screen().matches(DebianGuest.TROUBLE), debian.screen());
            assertTimeNeverRunsBack(debian.screen());
            debian.judgeDisk(folder);
        }
    }

    private static void killInMidBoot(DebianPair debian) throws Exception {
        debian.awaitOnScreen("Linux version 6");
        ChildProcess victim = debian.owner();
        CounterPair.kill(victim);
        debian.awaitOwnerOtherThan(victim);
    }

    private static void kill(DebianPair debian) throws Exception {
        ChildProcess victim = debian.owner();
        CounterPair.kill(victim);
        debian.awaitOwnerOtherThan(victim);
        debian.serveOn();
        debian.awaitProtected();
        debian.serveOn();
    }

    private static void stop(DebianPair debian) throws Exception {
        ChildProcess zombie = debian.owner();
        CounterPair.stop(zombie);
        debian.awaitOwnerOtherThan(zombie);
        debian.serveOn();
        CounterPair.goOn(zombie);
        debian.await("the zombie ends itself", () -> !zombie.isAlive());
        assertEquals(ExitCode.LOST_CLAIM, zombie.exitCode());
        debian.awaitProtected();
        debian.serveOn();
    }

    private static void restartDisk(DebianPair debian) throws Exception {
        ChildProcess former = debian.disk();
        CounterPair.kill(former);
        debian.await("the disk server is started again", () -> debian.disk() != former);
        debian.serveOn();
        debian.awaitProtected();
    }

    /** The kernel's own clock stands before each of its lines. */
    private static void assertTimeNeverRunsBack(String screen) {
        List<Double> times = KERNEL_TIME
                .matcher(screen)
                .results()
                .map(MatchResult::group)
                .map(text -> Double.parseDouble(text.replaceAll("[\\[\\] ]", "")))
                .toList();
        assertTrue(times.size() > 50, screen);
        for (int i = 1; i < times.size(); i++) {
            assertTrue(times.get(i - 1) <= times.get(i) + 0.05, times.get(i - 1) + " before " + times.get(i));
        }
    }

    @Test
    void aRecordedBootReplaysAlikeOnEitherEngine() throws Exception {
        Commands commands = new Commands(folder);
        Path journal = folder.resolve("boot.journal");
        Commands.Running recording = commands.start(
                Map.of(), "record", "--guest=debian", "--guests=" + guests, "--to=" + journal, "--stats");
        while (!Files.readString(recording.out(), ISO_8859_1).contains(DebianGuest.SERVING)) {
            assertFalse(recording.process().waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS), "it ended early");
        }
        recording.process().getOutputStream().write("\npoweroff\n".getBytes(ISO_8859_1));
        recording.process().getOutputStream().flush();
        Commands.Result recorded = recording.await();
        assertEquals(0, recorded.exitCode(), recorded.err());
        Commands.Result interpreted = commands.run("replay", journal.toString());
        assertEquals(0, interpreted.exitCode(), interpreted.err());
        Commands.Result translated = commands.run("replay", "--engine=translator", journal.toString());
        assertEquals(0, translated.exitCode(), translated.err());
        assertEquals(equal(interpreted), equal(translated));
    }

    /** Says how much was replayed, and the digests at the end. */
    private static List<String> equal(Commands.Result replayed) {
        List<String> lines =
                replayed.err().lines().filter(line -> line.contains("equal: ")).toList();
        assertEquals(1, lines.size(), replayed.err());
        return lines;
    }

    @Test
    void theDemoCountsAtRedisAndPasses() throws Exception {
        Commands commands = new Commands(folder);
        Commands.Running demo = commands.start(
                Map.of(), "demo", "--guest=debian", "--guests=" + guests, "--seconds=1", "--kills=1", "--json");
        Commands.Result played = demo.await();
        assertEquals(0, played.exitCode(), played.err() + played.out());
        assertTrue(played.out().contains("\"passed\" : true"), played.out());
        assertTrue(played.out().contains("\"kills\" : 1"), played.out());
    }
}
