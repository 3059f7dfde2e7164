package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
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
}
