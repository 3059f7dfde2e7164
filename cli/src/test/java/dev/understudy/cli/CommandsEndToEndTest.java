package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.cli.counter.CounterClient;
import dev.understudy.cli.counter.CounterControl;
import dev.understudy.cli.counter.CounterTally;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands in processes of their own: exit codes, streams, errors, and that a recording replays. */
@Timeout(300)
class CommandsEndToEndTest {
    private static final Pattern STATISTICS = Pattern.compile(
            "\\{\"schema\":1,\"instructions\":\\d+,"
                    + "\"cpuSeconds\":\\d+\\.\\d+,\"wallSeconds\":\\d+\\.\\d+,\"mips\":\\d+\\.\\d+,\"engine\":\"translator\",\"regions\":\\d+[^{}]*}");

    @TempDir
    Path folder;

    private Commands commands;

    @BeforeEach
    void useTheFolder() {
        commands = new Commands(folder);
    }

    @Test
    void runExitsWithTheGuestsVerdictAndItsConsoleIsOnStdout() throws Exception {
        Commands.Result hello = commands.run("run", "--kernel", Commands.guest("hello"), "--stats");
        assertEquals(0, hello.exitCode(), hello.err());
        assertEquals("hello\n", hello.out().replace("\r", ""));
        assertTrue(STATISTICS.matcher(hello.err().strip()).matches(), hello.err());
        assertEquals(
                7, commands.run("run", "--kernel", Commands.guest("exit-code")).exitCode());
        assertEquals(
                0,
                commands.run(Map.of("UNDERSTUDY_KERNEL", Commands.guest("htif")), "run")
                        .exitCode());
    }

    @Test
    void failuresSayWhatWhyAndWhatToDoInThreeLines() throws Exception {
        String missing = folder.resolve("missing").toString();
        assertFailure(125, commands.run("run", "--kernel", missing));
        assertFailure(1, commands.run("replay", missing));
        assertFailure(2, commands.run("run", "--kernel", Commands.guest("hello"), "--memory", "12Q"));
        assertFailure(2, commands.run("disk", "--state", missing));
        assertFailure(
                6,
                commands.run(
                        "primary",
                        "vm",
                        "--kernel",
                        Commands.guest("hello"),
                        "--disk",
                        "127.0.0.1:1",
                        "--plaintext",
                        "--timeout",
                        "1"));
        Commands.Result json = commands.run("inspect", "--json", missing);
        assertEquals(1, json.exitCode());
        assertTrue(json.out().startsWith("{\"schema\":1,\"error\":{\"code\":1,\"message\":"), json.out());
    }

    private static void assertFailure(int exitCode, Commands.Result result) {
        assertEquals(exitCode, result.exitCode(), result.err());
        List<String> lines = result.err().lines().toList();
        assertEquals(3, lines.size(), result.err());
        assertTrue(lines.get(0).startsWith("understudy: "), result.err());
        assertTrue(lines.get(1).startsWith("  why: "), result.err());
        assertTrue(lines.get(2).startsWith("  do:  "), result.err());
        assertEquals("", result.out());
    }

    @Test
    void recordingOfACounterWithRealClientsReplaysToTheSameState() throws Exception {
        Path journal = folder.resolve("counter.journal");
        int port = freePort();
        int control = freePort();
        Commands.Running recording = commands.start(
                Map.of(),
                "record",
                "--kernel=" + Demo.counterGuest(),
                "--memory=32M",
                "--disk=" + folder.resolve("counter.img"),
                "--disk-size=1M",
                "--forward=udp:127.0.0.1:" + port + ":10.0.2.15:7",
                "--forward=udp:127.0.0.1:" + control + ":10.0.2.15:9",
                "--to=" + journal);
        long value;
        try (CounterControl counter = new CounterControl(new InetSocketAddress("127.0.0.1", control))) {
            counter.value(Duration.ofSeconds(60));
            CounterTally tally = count(port);
            assertTrue(tally.clean(), () -> tally.faults().toString());
            value = counter.value(Duration.ofSeconds(60));
            counter.powerOff(Duration.ofSeconds(60));
        }
        Commands.Result recorded = recording.await();
        assertEquals(0, recorded.exitCode(), recorded.err());
        assertEquals(200, value);

        Commands.Result replayed = commands.run("replay", "--engine=interpreter", journal.toString());
        assertEquals(0, replayed.exitCode(), replayed.err());
        assertTrue(replayed.err().contains("equal: "), replayed.err());
        assertEquals(recorded.out(), replayed.out());

        Commands.Result translated = commands.run("replay", "--engine=translator", "--stats", journal.toString());
        assertEquals(0, translated.exitCode(), translated.err());
        assertEquals(line("equal: ", replayed.err()), line("equal: ", translated.err()), "one state, on any engine");
        assertTrue(
                line("schema", translated.err()).contains(",\"engine\":\"translator\",\"regions\":"), translated.err());
        assertEquals(recorded.out(), translated.out());

        Commands.Result cutOff = commands.run("replay", cut(journal).toString());
        assertEquals(0, cutOff.exitCode(), cutOff.err());
        assertTrue(cutOff.err().contains("ends early"), cutOff.err());
        assertTrue(cutOff.err().contains("equal: "), cutOff.err());
        assertTrue(recorded.out().startsWith(cutOff.out()));

        Commands.Result flipped = commands.run("replay", flip(journal).toString());
        assertEquals(1, flipped.exitCode(), flipped.err());
        assertTrue(flipped.err().contains("checksum"), flipped.err());
        assertFalse(flipped.err().contains("\tat "), flipped.err());
    }

    /** A guest that pages, computes for long and powers off by itself, so that much of it is translated. */
    @Test
    void whatTheTranslatorRecordedReplaysOnTheInterpreterToTheSameState() throws Exception {
        Path journal = folder.resolve("paged.journal");
        Commands.Result recorded = commands.run(
                "record",
                "--engine=translator",
                "--kernel=" + Commands.guest("paged"),
                "--memory=32M",
                "--to=" + journal,
                "--stats");
        assertEquals(0, recorded.exitCode(), recorded.err());
        String counters = line("schema", recorded.err());
        long translated = Long.parseLong(counters.replaceAll(".*\"translatedInstructions\":(\\d+).*", "$1"));
        assertTrue(translated > 10_000_000, counters);

        Commands.Result interpreted = commands.run("replay", journal.toString());
        Commands.Result again = commands.run("replay", "--engine=translator", journal.toString());
        for (Commands.Result replayed : List.of(interpreted, again)) {
            assertEquals(0, replayed.exitCode(), replayed.err());
            assertEquals(recorded.out(), replayed.out());
        }
        assertEquals(line("equal: ", interpreted.err()), line("equal: ", again.err()));
    }

    private static String line(String part, String text) {
        return text.lines().filter(line -> line.contains(part)).findFirst().orElseThrow();
    }

    private static CounterTally count(int port) throws IOException {
        InetSocketAddress server = new InetSocketAddress("127.0.0.1", port);
        try (CounterClient clients = new CounterClient(CounterClient.Options.closedLoop(server, 4))) {
            return clients.run(200, Duration.ofSeconds(60));
        }
    }

    private Path cut(Path journal) throws IOException {
        byte[] bytes = Files.readAllBytes(journal);
        return Files.write(folder.resolve("cut.journal"), Arrays.copyOf(bytes, bytes.length * 9 / 10));
    }

    private Path flip(Path journal) throws IOException {
        byte[] bytes = Files.readAllBytes(journal);
        bytes[bytes.length * 9 / 10] ^= 1;
        return Files.write(folder.resolve("flipped.journal"), bytes);
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
