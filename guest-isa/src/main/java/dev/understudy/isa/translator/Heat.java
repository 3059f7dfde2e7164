package dev.understudy.isa.translator;

/** Counts how often the interpreter was entered at each place: an estimate, places may share a counter. */
final class Heat {
    private static final int COUNTERS = 1 << 16;

    private final int threshold;
    private final int[] counts = new int[COUNTERS];

    Heat(int threshold) {
        this.threshold = threshold;
    }

    /** Counts an entry at this physical address; true when it has just become hot. */
    boolean count(long address) {
        int at = (int) (address >>> 1) & COUNTERS - 1;
        if (++counts[at] < threshold) {
            return false;
        }
        counts[at] = 0;
        return true;
    }
}
