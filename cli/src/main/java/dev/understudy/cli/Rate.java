package dev.understudy.cli;

import java.util.ArrayDeque;
import java.util.function.LongSupplier;

/** How fast a count grows: over the last {@value #SECONDS} seconds, looked at once a second. Any thread may ask. */
final class Rate {
    private static final int SECONDS = 5;

    private record Look(long count, long nanos) {}

    private final LongSupplier count;
    private final LongSupplier clock;
    private final ArrayDeque<Look> looks = new ArrayDeque<>();

    /** @param clock nanoseconds, monotonic */
    Rate(LongSupplier count, LongSupplier clock) {
        this.count = count;
        this.clock = clock;
    }

    /** To be called once a second. */
    synchronized void look() {
        looks.add(new Look(count.getAsLong(), clock.getAsLong()));
        if (looks.size() > SECONDS) {
            looks.remove();
        }
    }

    /** 0 before the first look. */
    synchronized long perSecond() {
        Look oldest = looks.peek();
        if (oldest == null) {
            return 0;
        }
        double seconds = (clock.getAsLong() - oldest.nanos) / 1e9;
        return seconds <= 0 ? 0 : Math.round(Math.max(0, count.getAsLong() - oldest.count) / seconds);
    }
}
