package dev.understudy.cli;

import dev.understudy.isa.translator.TranslatorStatistics;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What executes a machine, and what that has done.
 *
 * @param translator null for another engine, and while there is no machine yet
 */
record EngineCounters(String engine, TranslatorStatistics translator) {
    /** Names have their units last; an engine that does not translate has no counters. */
    private Map<String, Long> counters() {
        Map<String, Long> all = new LinkedHashMap<>();
        if (translator != null) {
            all.put("regions", (long) translator.regions());
            all.put("regionBytes", (long) translator.bytecodes());
            all.put("regionsTranslated", translator.translated());
            all.put("regionsDropped", translator.dropped());
            all.put("translationCpuNanos", translator.translationNanos());
            all.put("translatedInstructions", translator.translatedInstructions());
            all.put("interpretedInstructions", translator.interpretedInstructions());
        }
        return all;
    }

    void put(NodeStatus status) {
        status.put("engine", engine);
        counters().forEach(status::put);
    }

    /** The fields of a JSON object, without its braces. */
    String jsonFields() {
        return "\"engine\":\"" + engine + "\""
                + counters().entrySet().stream()
                        .map(counter -> ",\"" + counter.getKey() + "\":" + counter.getValue())
                        .collect(Collectors.joining());
    }

    /** The other way round, for people; a status without an engine gives "". */
    static String text(NodeStatus status) {
        String engine = status.text("engine");
        if (status.text("regions").isEmpty()) {
            return engine;
        }
        long interpreted = status.number("interpretedInstructions");
        long all = interpreted + status.number("translatedInstructions");
        return String.format(
                Locale.ROOT,
                "%s: %,d regions of %,d KB, %,d made in %.1f s CPU, %,d dropped, %.1f %% interpreted",
                engine,
                status.number("regions"),
                status.number("regionBytes") / 1000,
                status.number("regionsTranslated"),
                status.number("translationCpuNanos") / 1e9,
                status.number("regionsDropped"),
                all == 0 ? 100 : 100.0 * interpreted / all);
    }
}
