package dev.understudy.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.identity.PeerIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes without the pair's secret knock at each of its doors, while clients count. */
@Timeout(300)
class StrangersEndToEndTest {
    private static final String NOWHERE = "127.0.0.1:1";

    @TempDir
    Path folder;

    private final List<Commands.Running> started = new ArrayList<>();
    private Commands commands;
    private String kernel;

    @AfterEach
    void endAll() {
        started.forEach(running -> running.process().destroyForcibly());
    }

    @Test
    void strangersAreTurnedAwayWithClearWordsAndThePairIsUnharmed() throws Exception {
        commands = new Commands(folder);
        kernel = "--kernel=" + Demo.counterGuest();
        String other = "--secret-file=" + secretOfAnotherVm();
        String none = "--plaintext";
        try (CounterPair counter = CounterPair.start(folder)) {
            ChildProcess primary = counter.pair().owner();
            ChildProcess backup = counter.pair().backup();
            counter.startCounting(Duration.ofMillis(10));
            String door = "127.0.0.1:" + primary.status().number("channelPort");
            String disk = "127.0.0.1:" + counter.pair().disk().status().number("port");
            String network = "127.0.0.1:" + counter.pair().network().status().number("port");

            Commands.Running otherBackup = backup(other, door);
            Commands.Running plainBackup = backup(none, door);
            Commands.Running otherPrimary = primary(other, disk, NOWHERE);
            Commands.Running plainPrimary = primary(none, disk, NOWHERE);
            Commands.Running otherMachine = primary(other, arbiterOf(other), network);
            Commands.Running plainMachine = primary(none, arbiterOf(none), network);

            assertEnd(otherBackup, ExitCode.PEER_REFUSED, "the other side has another secret");
            assertEnd(plainBackup, ExitCode.PEER_REFUSED, "does it require TLS?");
            assertEnd(otherPrimary, ExitCode.PEER_REFUSED, "the other side has another secret");
            assertEnd(plainPrimary, ExitCode.PEER_REFUSED, "this server speaks TLS only");
            counter.awaitSaid("turned /127.0.0.1"); // by primary and switch
            awaitSaid(counter, otherMachine, "(has it the same secret?)");
            awaitSaid(counter, plainMachine, "does it require TLS?");
            Commands.Result nameless = commands.run("backup", "counter", "--primary", door);
            assertEquals(ExitCode.USAGE, nameless.exitCode());
            assertTrue(nameless.err().contains("--secret-file"), nameless.err());

            counter.await(
                    "the switch tells of the one without TLS", () -> counter.hasSaid("which this switch requires"));
            counter.await(
                    "the primary tells of the one without TLS", () -> counter.hasSaid("which this side requires"));
            counter.countOn();
            assertTrue(counter.pair().isProtected());
            assertSame(primary, counter.pair().owner());
            assertSame(backup, counter.pair().backup());
            assertTrue(primary.isAlive() && backup.isAlive());
            counter.stopCountingAndJudge();
        }
    }

    /** Our own programs give up on their side already; a client that believes anybody shows what the doors do. */
    @Test
    void keyThatTheSecretDidNotCertifyAndNoKeyAtAllAreRefusedByTheDoorsThemselves() throws Exception {
        Path others = folder.resolve("others");
        PeerIdentity.fromSecret("the secret of quite another VM".getBytes(US_ASCII))
                .writeFolder(others);
        try (CounterPair counter = CounterPair.start(folder)) {
            counter.startCounting(Duration.ofMillis(10));
            long door = counter.pair().owner().status().number("channelPort");
            long network = counter.pair().network().status().number("port");
            for (long port : new long[] {door, network}) {
                assertTurnedAway(gnutls(port));
                assertTurnedAway(gnutls(
                        port,
                        "--x509certfile=" + others.resolve("client-cert.pem"),
                        "--x509keyfile=" + others.resolve("client-key.pem")));
            }
            counter.countOn();
            assertTrue(counter.pair().isProtected());
            counter.stopCountingAndJudge();
        }
    }

    private static void assertTurnedAway(String said) {
        assertTrue(said.contains("Handshake was completed"), said); // in TLS 1.3 the client's key is judged after it
        assertTrue(said.contains("A TLS fatal alert has been received"), said);
    }

    /** Talks to the port until that closes the connection. */
    private static String gnutls(long port, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("gnutls-cli", "--no-ca-verification", "--port=" + port));
        command.addAll(List.of(more));
        command.add("localhost");
        Process client;
        try {
            client = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return Assumptions.abort("SKIPPED: gnutls-cli is not installed: apt-get install gnutls-bin");
        }
        if (!client.waitFor(30, TimeUnit.SECONDS)) {
            client.destroyForcibly();
        }
        return new String(client.getInputStream().readAllBytes(), US_ASCII);
    }

    private Path secretOfAnotherVm() throws IOException {
        Path secret = Files.createFile(
                folder.resolve("other"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(secret, "the secret of quite another VM");
    }

    private Commands.Running start(String... arguments) throws IOException {
        Commands.Running running = commands.start(Map.of(), arguments);
        started.add(running);
        return running;
    }

    /** It asks nobody but the primary. */
    private Commands.Running backup(String way, String door) throws IOException {
        return start(
                "backup",
                "counter",
                "--primary=" + door,
                "--no-export",
                "--disk=" + NOWHERE,
                "--switch=" + NOWHERE,
                "--listen=127.0.0.1:0",
                "--timeout=5",
                way);
    }

    private Commands.Running primary(String way, String disk, String network) throws IOException {
        return start(
                "primary",
                "counter",
                "--take-over",
                kernel,
                "--no-export",
                "--disk=" + disk,
                "--switch=" + network,
                "--listen=127.0.0.1:0",
                "--timeout=3",
                way);
    }

    /** A disk server of the stranger's own, which grants it the VM of that name: for the switch that must mean nothing. */
    private String arbiterOf(String way) throws IOException, InterruptedException {
        Path status = folder.resolve("arbiter-" + started.size());
        Commands.Running arbiter = start(
                "disk",
                "--listen=127.0.0.1:0",
                "--vm=counter",
                "--state=" + status + ".state",
                "--status=" + status,
                way);
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (System.nanoTime() < deadline && arbiter.process().isAlive()) {
            try {
                return "127.0.0.1:" + StatusSocket.ask(status, 1_000).number("port");
            } catch (IOException e) {
                Thread.sleep(50); // it is starting
            }
        }
        throw new AssertionError("no arbiter: " + Files.readString(arbiter.err()));
    }

    private static void assertEnd(Commands.Running stranger, int exitCode, String words) throws Exception {
        Commands.Result end = stranger.await();
        assertEquals(exitCode, end.exitCode(), end.err());
        assertTrue(end.err().contains(words), end.err());
    }

    private static void awaitSaid(CounterPair counter, Commands.Running stranger, String words) throws Exception {
        counter.await("a stranger says '" + words + "'", () -> said(stranger).contains(words));
        assertTrue(stranger.process().isAlive(), "it waits for a switch that lets it in");
        assertTrue(Arrays.stream(said(stranger).split("\n")).noneMatch(line -> line.contains(" live, ")));
    }

    private static String said(Commands.Running stranger) {
        try {
            return Files.readString(stranger.err());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
