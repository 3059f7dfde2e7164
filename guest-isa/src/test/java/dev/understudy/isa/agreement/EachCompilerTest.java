package dev.understudy.isa.agreement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The engines agree whichever of HotSpot's compilers makes machine code of the regions, and on the newest JDK that is
 * installed beside this one (or at {@code -Dother.jdk=FOLDER}).
 */
class EachCompilerTest {
    private static final int SEEDS = Integer.getInteger("seeds", 2);
    private static final int PATIENCE_SECONDS = 300;
    private static final Pattern COMPILED_REGION =
            Pattern.compile("(?m)^.*dev\\.understudy\\.isa\\.translator\\.\\w+/0x[0-9a-f]+::run .*$");

    @TempDir
    Path folder;

    private enum Compiler {
        C1("-XX:TieredStopAtLevel=1", 1_001),
        C2("-XX:-TieredCompilation", 2_001);

        private final String option;
        private final int firstSeed;

        Compiler(String option, int firstSeed) {
            this.option = option;
            this.firstSeed = firstSeed;
        }
    }

    static Stream<Arguments> compilers() throws IOException {
        Path own = Path.of(System.getProperty("java.home"));
        return Stream.concat(Stream.of(own), other(own).stream())
                .flatMap(jdk -> Stream.of(Compiler.values()).map(compiler -> Arguments.of(jdk, compiler)));
    }

    private static Optional<Path> other(Path own) throws IOException {
        String given = System.getProperty("other.jdk");
        if (given != null) {
            return Optional.of(Path.of(given));
        }
        try (Stream<Path> beside = Files.list(own.toRealPath().getParent())) {
            return beside.filter(jdk -> Files.isExecutable(jdk.resolve("bin/java")))
                    .filter(jdk -> version(jdk) > Runtime.version().feature())
                    .max(Comparator.comparingInt(EachCompilerTest::version));
        }
    }

    /** Its feature number, 0 if it does not say. */
    private static int version(Path jdk) {
        try (Stream<String> lines = Files.lines(jdk.resolve("release"))) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> Runtime.Version.parse(line.replaceAll(".*=|\"", "")))
                    .findFirst()
                    .map(Runtime.Version::feature)
                    .orElse(0);
        } catch (IOException | IllegalArgumentException e) {
            return 0;
        }
    }

    @ParameterizedTest
    @MethodSource("compilers")
    void theTranslatorLivesTheSameLife(Path jdk, Compiler compiler) throws Exception {
        Path said = folder.resolve("said");
        Process run = new ProcessBuilder(line(jdk, compiler))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        boolean ended = run.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        run.destroyForcibly();
        String text = Files.readString(said);
        assertTrue(ended, text);
        assertEquals(0, run.exitValue(), text);
        assertTrue(text.contains("all agree"), text);
        long compiled = COMPILED_REGION.matcher(text).results().count();
        assertTrue(compiled > 20, compiled + " regions were compiled");
    }

    /** Regions are compiled after a few calls, and waited for, so that the programs run in machine code. */
    private static List<String> line(Path jdk, Compiler compiler) {
        return List.of(
                jdk.resolve("bin/java").toString(),
                compiler.option,
                "-Xbatch",
                "-XX:CompileCommand=quiet",
                "-XX:CompileCommand=CompileThresholdScaling,dev.understudy.isa.translator.*::run,0.002",
                "-XX:+PrintCompilation",
                "-cp",
                System.getProperty("java.class.path"),
                AgreementRun.class.getName(),
                Integer.toString(compiler.firstSeed),
                Integer.toString(SEEDS));
    }
}
