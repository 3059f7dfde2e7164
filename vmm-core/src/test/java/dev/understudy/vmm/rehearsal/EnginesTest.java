package dev.understudy.vmm.rehearsal;

import dev.understudy.isa.interpreter.Interpreter;
import dev.understudy.isa.translator.Translator;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one engine lived and logged, the other replays, on guests with devices, interrupts and time. */
class EnginesTest {
    private static final long INSTRUCTIONS = 1_000_000;

    private static Rehearsal rehearsal(String guest) {
        return Rehearsal.of(Path.of("../guests/" + guest + "/" + guest + ".elf"))
                .until(INSTRUCTIONS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"counter", "timer", "cpu", "paged"})
    void theTranslatorReplaysWhatTheInterpreterLived(String guest) {
        rehearsal(guest).engines(Interpreter::new, Translator::eager).assertAlike();
    }

    @ParameterizedTest
    @ValueSource(strings = {"counter", "timer", "cpu", "paged"})
    void theInterpreterReplaysWhatTheTranslatorLived(String guest) {
        rehearsal(guest).engines(Translator::eager, Interpreter::new).assertAlike();
    }
}
