package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.cli.counter.IdempotentClient;
import dev.understudy.net.ConsoleClient;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real filesystem is full under what writes to it, in real processes. */
@Timeout(300)
class FullDiskEndToEndTest {
    private static final int BYTES = 128 << 10;

    @TempDir
    Path folder;

    /** The guest's first writes find no room. A fail-over meanwhile proves that both replicas lived through the errors alike. */
    @Test
    void fullDiskIsADeviceErrorThatBothReplicasSeeAndTheServiceGoesOnWhenThereIsRoom() throws Exception {
        try (SmallFilesystem small = SmallFilesystem.mount(folder.resolve("small"), BYTES);
                CounterPair counter = CounterPair.start(
                        folder, small.at().resolve("counter.img"), folder.resolve("state"), CounterPair.LIMITS)) {
            try (Screen screen = new Screen(counter)) {
                small.fill();
                InsistentCounting counting = InsistentCounting.insist(counter);
                counter.await("the guest is told", () -> screen.count("the disk refused value 1") > 2);
                ChildProcess primary = counter.pair().owner();
                CounterPair.kill(primary);
                counter.awaitOwnerOtherThan(primary);
                int refused = screen.count("the disk refused value 1");
                counter.await("the guest is told again", () -> screen.count("the disk refused value 1") > refused + 2);
                counter.awaitProtected();
                assertEquals(0, counting.acknowledged());

                small.makeRoom();
                counting.countOn();
                assertFalse(counter.hasSaid("diverged"));
                counting.stopAndJudge();
            }
        }
    }

    /** What the guest says on its console. */
    private static final class Screen implements ConsoleClient.Listener, AutoCloseable {
        private final StringBuffer text = new StringBuffer();
        private final ConsoleClient console;

        Screen(CounterPair counter) throws IOException {
            console = counter.pair().console(this);
        }

        @Override
        public void close() {
            console.close();
        }

        @Override
        public void output(long number, byte[] data) {
            text.append(new String(data, StandardCharsets.US_ASCII));
        }

        @Override
        public void reachable(boolean reachable, String reason) {}

        int count(String words) {
            return text.toString().split(words, -1).length - 1;
        }
    }

    @Test
    void arbiterThatCannotKeepItsRecordGrantsNothingSaysSoAndGrantsWhenThereIsRoom() throws Exception {
        try (SmallFilesystem small = SmallFilesystem.mount(folder.resolve("small"), BYTES);
                CounterPair counter = CounterPair.start(
                        folder, folder.resolve("counter.img"), small.at().resolve("state"), CounterPair.LIMITS)) {
            counter.startCounting();
            small.fill();
            ChildProcess victim = counter.pair().owner();
            CounterPair.kill(victim);
            counter.awaitSaid("nobody lives");
            counter.awaitSaid("cannot be made durable: No space left on device");
            counter.pair().lookUntil(() -> false, 1_000);
            assertTrue(counter.pair().owner() == null || counter.pair().owner() == victim);
            small.makeRoom();
            counter.awaitOwnerOtherThan(victim);
            counter.countOn();
            counter.awaitProtected();

            ChildProcess primary = counter.pair().owner();
            ChildProcess backup = counter.pair().backup();
            long generation = primary.status().number("generation");
            CounterPair.kill(backup);
            counter.await("it is alone", () -> primary.status().number("generation") == generation + 1);
            small.fill();
            counter.await(
                    "another backup waits to be armed",
                    () -> primary.status().text("protection").contains("being armed"));
            counter.countOn(); // the owner serves, though nobody can be armed
            counter.pair().lookUntil(() -> false, 1_000);
            assertFalse(counter.pair().isProtected());
            counter.countOn();
            small.makeRoom();
            counter.awaitProtected();
            assertSame(primary, counter.pair().owner());
            counter.stopCountingAndJudge();
        }
    }

    @Test
    void recordingThatFindsNoRoomEndsWithItsOwnCodeAndReplaysAsFarAsItWent() throws Exception {
        Commands commands = new Commands(folder);
        try (SmallFilesystem small = SmallFilesystem.mount(folder.resolve("small"), BYTES)) {
            Path journal = small.at().resolve("counter.journal");
            int port = freePort();
            Commands.Running recording = commands.start(
                    Map.of(),
                    "record",
                    "--kernel=" + Demo.counterGuest(),
                    "--memory=32M",
                    "--forward=udp:127.0.0.1:" + port + ":10.0.2.15:8",
                    "--to=" + journal);
            try (IdempotentClient first = client(port, 1, Duration.ofSeconds(60));
                    IdempotentClient second = client(port, 2, Duration.ofSeconds(1))) {
                first.increment();
                small.fill();
                while (recording.process().isAlive()) {
                    incrementOrNot(second);
                }
            }
            Commands.Result recorded = recording.await();
            assertEquals(ExitCode.OWN_FAILURE, recorded.exitCode(), recorded.err());
            assertTrue(recorded.err().contains("No space left on device"), recorded.err());
            assertTrue(recorded.err().contains("make room"), recorded.err());
            assertEquals(3, recorded.err().lines().count(), recorded.err());
            Commands.Result replayed = commands.run("replay", journal.toString());
            assertEquals(0, replayed.exitCode(), replayed.err());
            assertTrue(replayed.err().contains("ends early"), replayed.err());
            assertTrue(replayed.err().contains("equal: "), replayed.err());
        }
    }

    private static IdempotentClient client(int port, int number, Duration patience) throws IOException {
        return new IdempotentClient(
                new InetSocketAddress("127.0.0.1", port), number, 0, Duration.ofMillis(200), patience);
    }

    private static void incrementOrNot(IdempotentClient client) throws IOException {
        try {
            client.increment();
        } catch (SocketTimeoutException e) {
            // the recorder has ended, or is about to
        }
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
