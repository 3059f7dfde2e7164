package dev.understudy.vmm.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The protocol's models, in every interleaving within their bounds: with all rules on spin finds no violation, with any
 * rule off it finds one, and the story that each model is about does happen. {@code model/check} knows how; BOUNDS=large
 * in the environment searches further.
 */
class ModelTest {
    private static final Path CHECK = Path.of("..", "model", "check").toAbsolutePath();
    private static final long LIMIT_MINUTES = 60;

    @BeforeAll
    static void spinIsHere() {
        for (String tool : List.of("bash", "spin", "gcc")) {
            boolean found = Stream.of(System.getenv("PATH").split(":"))
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
            assumeTrue(found, "the models are not checked: " + tool + " is not installed");
        }
    }

    static Stream<String> runs() throws Exception {
        return check("--runs").lines();
    }

    @ParameterizedTest
    @MethodSource("runs")
    void theModelKeepsItsPromisesWithAllRulesAndNotWithout(String run) throws Exception {
        String report = check(run.split(" "));
        assertTrue(report.startsWith(run.split(" ")[0]), report);
    }

    /** Also an empty list of rules would pass; so would a script that reads the models wrongly. */
    @Test
    void theRulesOfTheCodeAreRulesOfTheModel() throws Exception {
        List<String> runs = runs().toList();
        for (Rule rule : Rule.values()) {
            assertTrue(runs.contains("understudy.pml " + rule), rule + " is in no model");
        }
    }

    private static String check(String... arguments) throws IOException, InterruptedException {
        Path report = Files.createTempFile("model", ".txt");
        try {
            Process process = new ProcessBuilder(
                            Stream.concat(Stream.of("bash", CHECK.toString()), Stream.of(arguments))
                                    .toList())
                    .redirectErrorStream(true)
                    .redirectOutput(report.toFile())
                    .start();
            try {
                assertTrue(process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES), "model/check still runs");
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            String text = Files.readString(report);
            assertEquals(0, process.exitValue(), text);
            return text;
        } finally {
            Files.delete(report);
        }
    }
}
