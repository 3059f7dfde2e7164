package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RehearseCommandTest {
    @Test
    @Timeout(value = 180, unit = TimeUnit.SECONDS)
    void theRehearsalGoesThroughAFailOver() {
        assertEquals(ExitCode.DONE, Understudy.commandLine().execute("rehearse"));
    }
}
