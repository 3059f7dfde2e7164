package dev.understudy.cli.tcp;

import dev.understudy.cli.counter.Gap;
import dev.understudy.cli.counter.LongestGaps;
import java.util.List;

/**
 * What clients saw on their connections.
 *
 * @param answered right answers
 * @param faults what no single server that never failed would have let them see, a sentence each, one a client at most
 * @param gaps from question to answer, by {@link System#nanoTime}, of at least {@value Gap#LEAST_MILLIS} ms, the {@link
 *     LongestGaps#MAX} longest
 */
public record Talk(long answered, List<String> faults, List<Gap> gaps) {
    public Talk {
        faults = List.copyOf(faults);
        gaps = List.copyOf(gaps);
    }
}
