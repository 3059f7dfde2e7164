package dev.understudy.cli.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** House rules of the source files. */
class HouseRulesTest {
    private static final int MAIN_LINES = 500;
    /** Tests are lists of scenes, and may be longer. */
    private static final int TEST_LINES = 650;

    private static final Pattern EMPTY_NAME =
            Pattern.compile("(.*[a-z])?(Utils?|Helpers?|Manager|Common)|utils?|helpers?|managers?|common");

    @Test
    void noSourceFileIsTooLong() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : allSources()) {
            int limit = file.toString().contains("/src/test/") ? TEST_LINES : MAIN_LINES;
            try (Stream<String> lines = Files.lines(file)) {
                long count = lines.count();
                if (count > limit) {
                    tooLong.add(SourceTree.ROOT.relativize(file) + ": " + count + " lines, the limit is " + limit);
                }
            }
        }
        assertEquals(List.of(), tooLong);
    }

    private static List<Path> allSources() {
        List<Path> files = Stream.of(SourceTree.Module.values())
                .flatMap(module -> Stream.of("main", "test").flatMap(kind -> module.sources(kind).stream()))
                .toList();
        assertTrue(files.size() > 100, "only " + files.size() + " source files were found");
        return files;
    }

    @Test
    void noClassOrPackageHasANameThatSaysNothing() {
        List<String> names = allSources().stream()
                .map(file -> SourceTree.ROOT.relativize(file).toString())
                .filter(HouseRulesTest::saysNothing)
                .toList();
        assertEquals(List.of(), names);
    }

    private static boolean saysNothing(String path) {
        return Stream.of(path.split("[/.]"))
                .anyMatch(part -> EMPTY_NAME.matcher(part).matches());
    }

    @Test
    void emptyNamesAreRecognised() {
        for (String bad :
                List.of("a/ByteUtil.java", "a/Utils.java", "a/util/X.java", "a/DiskManager.java", "common/X.java")) {
            assertTrue(saysNothing(bad), bad);
        }
        for (String good : List.of("a/Utility.java", "a/Switch.java", "a/CommonPurpose.java", "a/Manageress.java")) {
            assertFalse(saysNothing(good), good);
        }
    }

    @Test
    void everyPackageSaysWhatItKnows() {
        List<String> silent = Stream.of(SourceTree.Module.values())
                .flatMap(module -> module.sources("main").stream())
                .map(Path::getParent)
                .distinct()
                .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                .map(folder -> SourceTree.ROOT.relativize(folder).toString())
                .toList();
        assertEquals(List.of(), silent);
    }

    @Test
    void theReadmeShowsATestThatRuns() throws IOException {
        String readme = Files.readString(SourceTree.ROOT.resolve("README.md"));
        String test =
                Files.readString(SourceTree.ROOT.resolve("cli/src/test/java/dev/understudy/cli/MyGuestTest.java"));
        int begin = readme.indexOf("class MyGuestTest");
        assertTrue(begin > 0, "README.md shows no MyGuestTest");
        String shown = readme.substring(begin, readme.indexOf("```", begin));
        assertTrue(
                test.endsWith(shown),
                "README.md and MyGuestTest.java differ: copy the class from the one to the other");
        assertTrue(shown.lines().count() <= 10, "ten lines are promised");
    }
}
