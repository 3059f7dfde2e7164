package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MetricsTextTest {
    private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE) ([a-z_]+) .+");
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-z_]+)\\{vm=\"(?:[^\"\\\\]|\\\\.)*\"(?:,[a-z]+=\"(?:[^\"\\\\]|\\\\.)*\")?} -?[0-9]+(\\.[0-9]+)?");

    private static final String PRIMARY = "{\"role\":\"primary\",\"live\":true,\"protected\":true,\"generation\":7,"
            + "\"instruction\":9120441000,\"lagMicros\":412900,\"lagInstructions\":80812004,\"throttledPercent\":58,"
            + "\"logBytes\":41200,\"logEntries.progress\":12,\"outputsHeld\":9,\"holdMicrosP50\":180,"
            + "\"holdMicrosP99\":1640,\"holdMicrosTotal\":2500000,"
            + "\"lastFailOver\":\"14:02:11 live in generation 7: primary silent for 1000 ms\"}";

    private static List<String> lines(String vm, String json) throws IOException {
        String text = MetricsText.of(vm, "0.1.0", NodeStatus.parse(json));
        assertTrue(text.endsWith("\n"));
        return text.lines().toList();
    }

    @Test
    void aPrimarysFiguresAreInBaseUnits() throws IOException {
        List<String> lines = lines("web", PRIMARY);
        for (String line : List.of(
                "understudy_build_info{vm=\"web\",version=\"0.1.0\"} 1",
                "understudy_role{vm=\"web\",role=\"primary\"} 1",
                "understudy_role{vm=\"web\",role=\"backup\"} 0",
                "understudy_protected{vm=\"web\"} 1",
                "understudy_generation{vm=\"web\"} 7",
                "understudy_lag_seconds{vm=\"web\"} 0.412900",
                "understudy_lag_instructions{vm=\"web\"} 80812004",
                "understudy_throttle_ratio{vm=\"web\"} 0.580000",
                "understudy_log_bytes_total{vm=\"web\"} 41200",
                "understudy_log_entries_total{vm=\"web\",kind=\"progress\"} 12",
                "understudy_output_hold_seconds{vm=\"web\",quantile=\"0.5\"} 0.000180",
                "understudy_output_hold_seconds_sum{vm=\"web\"} 2.500000",
                "understudy_output_hold_seconds_count{vm=\"web\"} 9",
                "understudy_failovers_total{vm=\"web\",reason=\"silence\"} 1",
                "understudy_guest_instructions_total{vm=\"web\"} 9120441000")) {
            assertTrue(lines.contains(line), line + " is not in\n" + String.join("\n", lines));
        }
    }

    @Test
    void aTranslatorsCountersAreThereAndAnInterpreterHasNone() throws IOException {
        List<String> lines = lines(
                "web",
                PRIMARY.replace(
                        "}",
                        ",\"engine\":\"translator\",\"regions\":312,\"regionBytes\":1204000,\"regionsDropped\":4808,"
                                + "\"translationCpuNanos\":3140000000,\"translatedInstructions\":875,"
                                + "\"interpretedInstructions\":125}"));
        for (String line : List.of(
                "understudy_engine_info{vm=\"web\",engine=\"translator\"} 1",
                "understudy_regions{vm=\"web\"} 312",
                "understudy_region_bytes{vm=\"web\"} 1204000",
                "understudy_regions_dropped_total{vm=\"web\"} 4808",
                "understudy_translation_cpu_seconds_total{vm=\"web\"} 3.140000",
                "understudy_engine_instructions_total{vm=\"web\",by=\"translated\"} 875",
                "understudy_engine_instructions_total{vm=\"web\",by=\"interpreted\"} 125")) {
            assertTrue(lines.contains(line), line + " is not in\n" + String.join("\n", lines));
        }
        String interpreting = String.join("\n", lines("web", PRIMARY.replace("}", ",\"engine\":\"interpreter\"}")));
        assertTrue(interpreting.contains("understudy_engine_info{vm=\"web\",engine=\"interpreter\"} 1"), interpreting);
        assertFalse(interpreting.contains("understudy_region"), interpreting);
    }

    @Test
    void aBackupSaysNothingThatOnlyItsPrimaryKnows() throws IOException {
        String text = String.join(
                "\n", lines("web", "{\"role\":\"backup\",\"live\":false,\"generation\":7,\"instruction\":5}"));
        assertTrue(text.contains("understudy_role{vm=\"web\",role=\"backup\"} 1"), text);
        assertFalse(text.contains("understudy_protected"), text);
        assertFalse(text.contains("understudy_lag"), text);
    }

    @Test
    void eachLineIsOfTheFormatAndEachFamilyIsDeclaredOnceBeforeItsSamples() throws IOException {
        Set<String> helped = new HashSet<>();
        Set<String> typed = new HashSet<>();
        for (String line : lines("we\"b\\\n", PRIMARY)) {
            Matcher comment = COMMENT.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (comment.matches()) {
                assertTrue((comment.group(1).equals("HELP") ? helped : typed).add(comment.group(2)), line);
            } else {
                assertTrue(sample.matches(), line);
                String family = sample.group(1).replaceFirst("_(sum|count)$", "");
                assertTrue(typed.contains(family), line);
            }
        }
        assertEquals(helped, typed);
    }
}
