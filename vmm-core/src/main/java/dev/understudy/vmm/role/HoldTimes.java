package dev.understudy.vmm.role;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long the Output Rule delayed the newest {@value #KEPT} outputs, from the vCPU's hand-over to their leaving. The loop
 * adds, without allocating; any thread may ask.
 */
public final class HoldTimes {
    static final int KEPT = 4096;

    private final AtomicLongArray nanos = new AtomicLongArray(KEPT);
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong total = new AtomicLong();

    void add(long heldNanos) {
        long at = count.getPlain();
        nanos.lazySet((int) (at % KEPT), heldNanos);
        count.lazySet(at + 1);
        total.lazySet(total.getPlain() + heldNanos);
    }

    /** Outputs held so far. */
    public long count() {
        return count.get();
    }

    /** All their times together. */
    public long totalNanos() {
        return total.get();
    }

    /** So many percent of them were held no longer than this, nanoseconds; 0 while there are none. Each 1..100. */
    public long[] percentiles(int... percents) {
        int known = (int) Math.min(count.get(), KEPT);
        long[] sorted = new long[known];
        for (int i = 0; i < known; i++) {
            sorted[i] = nanos.get(i);
        }
        Arrays.sort(sorted);
        return Arrays.stream(percents)
                .mapToLong(percent -> known == 0 ? 0 : sorted[(known * percent + 99) / 100 - 1])
                .toArray();
    }
}
