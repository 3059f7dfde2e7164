package dev.understudy.isa.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.isa.instruction.Instruction;
import dev.understudy.isa.interpreter.Interpreter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code -Dconformance.instructions=N -Dconformance.seed=S} for more of them, or for others. */
class ConformanceTest {
    private static final long INSTRUCTIONS = Long.getLong("conformance.instructions", 10_000_000);
    private static final long SEED = Long.getLong("conformance.seed", 1);

    @TempDir
    Path folder;

    @Test
    void randomProgramsEndAsOnAnIndependentHart() throws IOException, InterruptedException {
        long compared = 0;
        for (long seed = SEED; compared < INSTRUCTIONS; seed++) {
            Comparison comparison = new Comparison(folder, seed, Layout.TRIALS_MAX, Interpreter::new);
            assertEquals(Optional.empty(), comparison.run());
            compared += comparison.instructions();
        }
        System.out.println("conformance: " + compared + " instructions compared");
    }

    @ParameterizedTest
    @EnumSource(names = {"MULHSU", "FNMADD_S", "AMOMIN_W"})
    void oneWrongResultIsFoundAndLocated(Instruction wrong) throws IOException, InterruptedException {
        Comparison comparison = new Comparison(folder, SEED, 4_000, hart -> new WrongEngine(hart, wrong));
        String report = comparison.run().orElseThrow();
        assertTrue(report.contains(" " + wrong.mnemonic()), report);
    }

    @ParameterizedTest
    @EnumSource
    void oneForgottenRuleIsFound(Lapse lapse) throws IOException, InterruptedException {
        Optional<String> report = Optional.empty();
        for (long seed = SEED; report.isEmpty() && seed < SEED + 8; seed++) {
            report = new Comparison(folder, seed, 1_000, hart -> new ForgetfulEngine(hart, lapse)).run();
        }
        assertTrue(report.orElse("").contains("trial"), "not found: " + lapse);
    }
}
