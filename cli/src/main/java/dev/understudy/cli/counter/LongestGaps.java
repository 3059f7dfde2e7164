package dev.understudy.cli.counter;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/** The longest times without an answer, however many short ones there are. Any thread. */
public final class LongestGaps {
    /** One more, and the shortest is forgotten. */
    public static final int MAX = 10_000;

    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(Gap.LEAST_MILLIS);

    private final PriorityQueue<Gap> shortestFirst = new PriorityQueue<>(Comparator.comparingDouble(Gap::millis));

    /** Notes it, unless it is shorter than {@link Gap#LEAST_MILLIS}. */
    public synchronized void note(long beganNanos, long endedNanos) {
        if (endedNanos - beganNanos >= LEAST_NANOS) {
            shortestFirst.add(new Gap(beganNanos, endedNanos));
            if (shortestFirst.size() > MAX) {
                shortestFirst.remove();
            }
        }
    }

    /** Those that are kept, in the order in which they began. */
    public synchronized List<Gap> inOrder() {
        return shortestFirst.stream()
                .sorted(Comparator.comparingLong(Gap::beganNanos))
                .toList();
    }
}
