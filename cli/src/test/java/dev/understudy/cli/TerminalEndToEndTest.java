package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The console on a real terminal. The counter prints a line for each key {@code i}, without waiting for an end of line. */
@Timeout(300)
class TerminalEndToEndTest {
    private static final String STATUS_LINE = "info: value";
    private static final String CTRL_C = "\u0003";
    private static final String DETACH = "\u001d";

    @TempDir
    Path folder;

    @Test
    void everyKeyIsTheGuestsUntilTheDetachKey() throws Exception {
        try (PseudoTerminal terminal = PseudoTerminal.start(
                folder,
                "run",
                "--kernel=" + Demo.counterGuest(),
                "--memory=32M",
                "--disk=" + folder.resolve("counter.img"),
                "--disk-size=1M",
                "--forward=udp:127.0.0.1:0:10.0.2.15:7")) {
            terminal.await("counter", 1);
            terminal.press("i");
            terminal.await(STATUS_LINE, 1);
            terminal.press(CTRL_C + "i");
            terminal.await(STATUS_LINE, 2);
            terminal.resize(20, 5);
            terminal.press("i");
            terminal.await(STATUS_LINE, 3);
            assertFalse(terminal.screen().contains("ended with"), terminal.screen());
            terminal.press(DETACH);
            terminal.await("END", 1);
            assertEquals(1, terminal.count("ended with 130"), terminal.screen());
            assertAsBefore(terminal);
        }
    }

    @Test
    void theGuestsEndPutsTheTerminalBack() throws Exception {
        try (PseudoTerminal terminal = PseudoTerminal.start(folder, "run", "--kernel=" + Commands.guest("exit-code"))) {
            terminal.await("END", 1);
            assertEquals(1, terminal.count("ended with 7"), terminal.screen());
            assertAsBefore(terminal);
        }
    }

    @Test
    void consoleOfAPairOutlivesItsPrimaryAndTakesEachKeyOnce() throws Exception {
        int presses = 10;
        try (CounterPair counter = CounterPair.start(folder);
                PseudoTerminal terminal = PseudoTerminal.start(folder, "console")) {
            terminal.await("console of counter", 1);
            ChildProcess former = counter.pair().owner();
            for (int pressed = 1; pressed <= presses; pressed++) {
                terminal.press("i");
                if (pressed == presses / 2) {
                    former.kill();
                }
                terminal.await(STATUS_LINE, pressed);
            }
            counter.awaitOwnerOtherThan(former);
            counter.awaitProtected();
            assertEquals(presses, terminal.count(STATUS_LINE), terminal.screen());
            terminal.press(DETACH);
            terminal.await("END", 1);
            assertEquals(1, terminal.count("ended with 0"), terminal.screen());
            assertAsBefore(terminal);
        }
    }

    @Test
    void consoleEndsWithItsPair() throws Exception {
        try (CounterPair counter = CounterPair.start(folder);
                PseudoTerminal terminal = PseudoTerminal.start(folder, "console", "counter")) {
            terminal.await("console of counter", 1);
            counter.closeAndReadDisk();
            terminal.await("END", 1);
            assertEquals(1, terminal.count("the pair counter has ended"), terminal.screen());
            assertEquals(1, terminal.count("ended with 0"), terminal.screen());
        }
    }

    private static void assertAsBefore(PseudoTerminal terminal) throws Exception {
        for (String setting : new String[] {"icanon", "echo", "isig", "ixon", "icrnl"}) {
            assertEquals(1, terminal.count("(?<![-\\w])" + setting + "\\b"), setting + " in " + terminal.screen());
        }
    }
}
