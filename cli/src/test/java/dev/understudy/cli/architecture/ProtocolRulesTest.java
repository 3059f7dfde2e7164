package dev.understudy.cli.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** PROTOCOL.md keeps its word: each rule has a test and a twin that exist, and no rule of code or model is left out. */
class ProtocolRulesTest {
    private static final Path CATALOGUE = SourceTree.ROOT.resolve("PROTOCOL.md");
    private static final Pattern ROW = Pattern.compile("^\\| \\*\\*(.+?)\\*\\* \\| (.+) \\| (.+) \\| (.+) \\|$");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)\\.(\\w+)`");
    private static final Pattern MODEL = Pattern.compile("`(\\w+\\.pml) ([A-Z_]+)`");
    private static final Pattern TEST_METHOD =
            Pattern.compile("@(?:Test|ParameterizedTest|RepeatedTest)\\b[^;{]*?(?:\\{[^;]*?})?[^;{]*?void (\\w+)\\(");

    private record Row(String rule, String tests, String twins) {}

    private static String text;
    private static final List<Row> ROWS = new ArrayList<>();

    @BeforeAll
    static void read() throws IOException {
        text = Files.readString(CATALOGUE);
        for (String line : text.split("\n")) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                ROWS.add(new Row(row.group(1), row.group(3), row.group(4)));
            }
        }
    }

    @Test
    void everyRuleHasATestAndATwin() {
        assertTrue(ROWS.size() >= 38, "only " + ROWS.size() + " rules were found");
        for (Row row : ROWS) {
            assertTrue(TEST.matcher(row.tests).find(), row.rule + " has no test");
            boolean twin =
                    TEST.matcher(row.twins).find() || MODEL.matcher(row.twins).find();
            assertTrue(twin, row.rule + " has no twin");
        }
    }

    @Test
    void everyTestNamedExists() throws IOException {
        Set<String> tests = testMethods();
        Matcher named = TEST.matcher(text + Files.readString(SourceTree.ROOT.resolve("README.md")));
        while (named.find()) {
            String test = named.group(1) + "." + named.group(2);
            assertTrue(tests.contains(test), "PROTOCOL.md or README.md names " + test + ", which is no test");
        }
    }

    @Test
    void everyRuleOfTheCodeIsInTheCatalogue() throws IOException {
        int seen = 0;
        for (Path file : sources()) {
            if (Set.of("Rule.java", "WorldRule.java")
                    .contains(file.getFileName().toString())) {
                seen++;
                Matcher constant = Pattern.compile("^    ([A-Z_]+)[,;]?$", Pattern.MULTILINE)
                        .matcher(Files.readString(file));
                while (constant.find()) {
                    assertTrue(text.contains("`" + constant.group(1) + "`"), file + ": " + constant.group(1));
                }
            }
        }
        assertTrue(seen >= 3, "only " + seen + " files of rules were found");
    }

    @Test
    void theRulesOfModelsAndCatalogueAreTheSame() throws IOException {
        Set<String> named = new HashSet<>();
        Matcher mention = MODEL.matcher(text);
        while (mention.find()) {
            named.add(mention.group(1) + " " + mention.group(2));
        }
        Set<String> modelled = new HashSet<>();
        try (Stream<Path> files = Files.list(SourceTree.ROOT.resolve("model"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".pml")).toList()) {
                Matcher list = Pattern.compile("mtype = \\{ NOTHING,([^}]*)}").matcher(Files.readString(file));
                assertTrue(list.find(), file + " has no list of rules");
                for (String rule : list.group(1).split(",")) {
                    modelled.add(file.getFileName() + " " + rule.strip());
                }
            }
        }
        assertEquals(modelled, named);
    }

    private static Set<String> testMethods() throws IOException {
        Set<String> tests = new HashSet<>();
        for (Path file : sources()) {
            String name = file.getFileName().toString().replace(".java", "");
            if (name.endsWith("Test")) {
                Matcher method = TEST_METHOD.matcher(Files.readString(file));
                while (method.find()) {
                    tests.add(name + "." + method.group(1));
                }
            }
        }
        return tests;
    }

    private static List<Path> sources() {
        return Stream.of(SourceTree.Module.values())
                .flatMap(module -> Stream.of("main", "test").flatMap(kind -> module.sources(kind).stream()))
                .toList();
    }
}
