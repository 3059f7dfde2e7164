package dev.understudy.vmm.vcpu;

/**
 * How many instructions a slice has: as many as take about so long, so that an event waits no longer for a slow engine, and a fast one is not
 * stopped for nothing. Which it is depends on the host alone: to the log an event at one instruction is as good as at another.
 */
final class Slice {
    /** A fast engine executes this in 25 µs. */
    private static final long MOST = 160_000;

    private final long least;
    private final long nanos;
    private long instructions;

    Slice(Pacing pacing) {
        least = pacing.sliceInstructions();
        nanos = pacing.sliceNanos();
        instructions = least;
    }

    long instructions() {
        return instructions;
    }

    /** The last one was executed to its end, in so long; a clock that stood still, as a simulated one may, says nothing. */
    void took(long tookNanos) {
        if (tookNanos > nanos) {
            instructions = Math.max(least, instructions / 2);
        } else if (tookNanos > 0 && tookNanos < nanos / 2) {
            instructions = Math.min(MOST, 2 * instructions);
        }
    }
}
