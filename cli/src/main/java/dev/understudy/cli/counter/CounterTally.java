package dev.understudy.cli.counter;

import dev.understudy.cli.counter.Anomaly.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What the clients of one stream of plain increments saw at their sockets.
 *
 * @param sent requests sent, each once
 * @param acknowledged requests that got a reply within the limit
 * @param outstanding requests sent whose limit had not passed when this was taken
 * @param firstValue lowest and {@code lastValue} highest value acknowledged; 0 when none was
 * @param longestGapMillis longest time between two replies, or from the first request to the first reply
 * @param longestGapAtMillis when that gap ended, since the stream began
 * @param gaps times between two replies of at least {@value Gap#LEAST_MILLIS} ms, in their order, the {@link LongestGaps#MAX} longest
 * @param counts how many anomalies of each kind there were; for {@link Kind#SKIPPED} values, not ranges
 * @param anomalies the single anomalies, at most {@link #ANOMALIES_MAX}; {@code counts} has them all
 */
public record CounterTally(
        long sent,
        long acknowledged,
        long outstanding,
        long firstValue,
        long lastValue,
        double longestGapMillis,
        long longestGapAtMillis,
        List<Gap> gaps,
        Map<Kind, Long> counts,
        List<Anomaly> anomalies) {
    public static final int ANOMALIES_MAX = 10_000;

    public CounterTally {
        gaps = List.copyOf(gaps);
        counts = Map.copyOf(counts);
        anomalies = List.copyOf(anomalies);
    }

    public long count(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    /** Whether one server that never failed would have looked the same; false also when nothing was asked. */
    public boolean clean() {
        return faults().isEmpty();
    }

    /** Why {@link #clean()} is false, a sentence each; empty when it is true. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (acknowledged == 0) {
            faults.add("no increment was acknowledged");
        }
        if (outstanding > 0) {
            faults.add(outstanding + " requests were still outstanding");
        }
        new EnumMap<Kind, String>(Map.of(
                        Kind.LOST, "replies were lost",
                        Kind.LATE, "replies came after the limit",
                        Kind.REPEATED, "replies were repeated",
                        Kind.DUPLICATED, "values were given twice",
                        Kind.SKIPPED, "values were skipped",
                        Kind.BACKWARDS, "values were not above one acknowledged before",
                        Kind.FOREIGN, "datagrams answered nothing that was asked"))
                .forEach((kind, text) -> {
                    if (count(kind) > 0) {
                        faults.add(count(kind) + " " + text);
                    }
                });
        return faults;
    }
}
