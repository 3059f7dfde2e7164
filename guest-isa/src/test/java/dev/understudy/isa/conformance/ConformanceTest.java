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

    @Test
    void oneWrongResultIsFoundAndLocated() throws IOException, InterruptedException {
        Comparison comparison =
                new Comparison(folder, SEED, 2_000, hart -> new WrongEngine(hart, Instruction.MULHSU, -1));
        String report = comparison.run().orElseThrow();
        assertTrue(report.contains(" mulhsu "), report);
    }
}
