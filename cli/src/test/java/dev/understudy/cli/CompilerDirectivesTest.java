package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CompilerDirectivesTest {
    @Test
    void theJvmTakesThem() {
        assertTrue(CompilerDirectives.add());
    }
}
