package dev.understudy.vmm.vcpu;

/**
 * How a live vCPU divides its time.
 *
 * @param sliceInstructions instructions between two looks into the inbox, more if they take less than
 * @param sliceNanos how long; 0: never more
 * @param progressNanos longest silence of the log while the guest computes; Long.MAX_VALUE for no Progress entries
 * @param registerDigestNanos between two digests of the registers
 * @param memoryDigestNanos between two digests of all memory
 * @param unsyncedBytes completed writes not flushed that are kept before the owner flushes by itself
 */
public record Pacing(
        long sliceInstructions,
        long sliceNanos,
        long progressNanos,
        long registerDigestNanos,
        long memoryDigestNanos,
        long unsyncedBytes) {
    /** As long as the interpreter takes for the least slice. */
    private static final long SLICE_NANOS = 30_000;

    /** For a pair. */
    public static final Pacing PAIR = new Pacing(10_000, SLICE_NANOS, 2_000_000, 50_000_000, 2_000_000_000, 16 << 20);

    /** For a journal: nobody waits for it, so no Progress. */
    public static final Pacing RECORD =
            new Pacing(10_000, SLICE_NANOS, Long.MAX_VALUE, 100_000_000, 2_000_000_000, 16 << 20);

    /** Without a log. */
    public static final Pacing RUN =
            new Pacing(10_000, SLICE_NANOS, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
}
