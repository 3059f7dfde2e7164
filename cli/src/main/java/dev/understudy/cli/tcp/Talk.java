package dev.understudy.cli.tcp;

import java.util.List;

/**
 * What clients saw on their connections.
 *
 * @param answered right answers
 * @param faults what no single server that never failed would have let them see, a sentence each, one a client at most
 * @param waits for an answer, of at least {@link #WAIT_MILLIS}
 */
public record Talk(long answered, List<String> faults, List<Wait> waits) {
    /** Shorter ones are not kept. */
    public static final int WAIT_MILLIS = 25;

    /** Times of {@link System#nanoTime}. */
    public record Wait(long beganNanos, long endedNanos) {
        double millis() {
            return (endedNanos - beganNanos) / 1e6;
        }
    }

    public Talk {
        faults = List.copyOf(faults);
        waits = List.copyOf(waits);
    }

    /** The longest of the waits that reach into this time, milliseconds; 0 when there is none. */
    public double longestWaitMillis(long fromNanos, long toNanos) {
        return waits.stream()
                .filter(wait -> wait.endedNanos - fromNanos > 0 && wait.beganNanos - toNanos < 0)
                .mapToDouble(Wait::millis)
                .max()
                .orElse(0);
    }
}
