package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A live pair of real processes whose primary translates and whose backup interprets says so, each for itself. */
@Timeout(300)
class EngineStatusEndToEndTest {
    /** {@code j .}: a flat image, at the first byte of RAM. */
    private static final byte[] SPINNER = {0x6f, 0, 0, 0};

    private static final long PATIENCE_MILLIS = 90_000;

    @TempDir
    Path folder;

    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private Pair pair;

    @Test
    void theTranslatorsCountersGrowAndTheInterpreterHasNone() throws Exception {
        try (Pair mixed = start()) {
            await("code is translated", () -> number(mixed.backup(), "translatedInstructions") > 0);
            long later = number(mixed.backup(), "translatedInstructions") + 100_000_000;
            await("far more is executed", () -> number(mixed.backup(), "translatedInstructions") > later);
            NodeStatus backup = mixed.backup().status();
            assertEquals("translator", backup.text("engine"));
            assertTrue(backup.number("regions") > 0, backup.json());
            assertTrue(backup.number("regionBytes") > 0, backup.json());
            assertTrue(backup.number("translationCpuNanos") > 0, backup.json());
            assertTrue(backup.number("interpretedInstructions") > 0, backup.json());
            assertEquals(
                    backup.number("regions"), backup.number("regionsTranslated") - backup.number("regionsDropped"));

            await("protected still", mixed::isProtected);
            NodeStatus owner = mixed.owner().status();
            assertEquals("interpreter", owner.text("engine"));
            assertFalse(owner.json().contains("egion"), owner.json());
            String text = text();
            assertTrue(text.contains(" translator: "), text);
            assertTrue(text.lines().anyMatch(line -> line.endsWith(" interpreter")), text);
        }
    }

    private Pair start() throws Exception {
        Path kernel = Files.write(folder.resolve("spinner"), SPINNER);
        pair = new Pair(
                new PairSettings(
                        "mixed",
                        List.of("--kernel=" + kernel, "--memory=8M", "--engine=interpreter"),
                        null,
                        0,
                        List.of(),
                        null,
                        folder.resolve("state"),
                        false,
                        List.of("--silence-limit=3000", "--stall-limit=10000", "--lag-limit=0")),
                new RunFolder(folder.resolve("run")),
                said::add);
        pair.startWorld();
        pair.startReplicas();
        await("protected", pair::isProtected);
        return pair;
    }

    private static long number(ChildProcess replica, String name) {
        NodeStatus status = replica.status();
        return status == null ? 0 : status.number(name);
    }

    private void await(String what, BooleanSupplier done) throws Exception {
        assertTrue(pair.lookUntil(done, PATIENCE_MILLIS), () -> "waited in vain: " + what + "\n" + story());
    }

    private String text() {
        return StatusCommand.ask(new RunFolder(folder.resolve("run")), List.of("mixed")).stream()
                .map(StatusText::of)
                .reduce("", String::concat);
    }

    private String story() {
        return String.join("\n", said) + "\n" + text();
    }
}
