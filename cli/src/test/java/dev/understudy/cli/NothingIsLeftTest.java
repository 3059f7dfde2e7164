package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that find nothing make nothing, and a command that is broken off leaves nothing. */
class NothingIsLeftTest {
    @TempDir
    private Path folder;

    private Commands commands;

    @BeforeEach
    void useTheFolder() {
        commands = new Commands(folder);
    }

    @Test
    void theStatusOfAnUnknownVmSaysSoAndMakesNothing() throws Exception {
        Commands.Result result = commands.run("status", "web");
        assertEquals(1, result.exitCode());
        assertEquals("", result.out());
        assertTrue(result.err().contains("'web'"), result.err());
        assertEquals(3, commands.run("status", "web", "--check").exitCode());
        assertFalse(Files.exists(folder.resolve("run")), "the folder of running VMs");
    }

    @Test
    void aDemoThatIsBrokenOffLeavesNoFolder() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Map<String, String> here = Map.of("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary);
        Commands.Running demo = commands.start(here, "demo", "--plaintext", "--seconds", "60");
        while (folders(temporary).isEmpty()
                || !Files.exists(folders(temporary).get(0).resolve("state"))) {
            assertTrue(demo.process().isAlive(), () -> "ended early");
            Thread.sleep(20);
        }
        demo.process().destroy();
        demo.await();
        assertEquals(List.of(), folders(temporary));
    }

    private static List<Path> folders(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> path.getFileName().toString().startsWith("understudy-demo"))
                    .toList();
        }
    }
}
