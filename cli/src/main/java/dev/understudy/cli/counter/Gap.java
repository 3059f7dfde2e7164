package dev.understudy.cli.counter;

import java.util.List;

/** A time without an answer, in nanoseconds of the clock of whoever noted it. */
public record Gap(long beganNanos, long endedNanos) {
    /** Shorter ones are not noted. */
    public static final int LEAST_MILLIS = 25;

    public double millis() {
        return (endedNanos - beganNanos) / 1e6;
    }

    /** The longest of those that lie in or reach into this time, milliseconds; 0 when there is none. */
    public static double longestMillis(List<Gap> gaps, long fromNanos, long toNanos) {
        return gaps.stream()
                .filter(gap -> gap.endedNanos - fromNanos > 0 && gap.beganNanos - toNanos < 0)
                .mapToDouble(Gap::millis)
                .max()
                .orElse(0);
    }
}
