package dev.understudy.vmm.replication;

import java.util.ArrayDeque;

/**
 * When a machine was where: moments of the way that its backup has yet to go, at most {@value #MOMENTS_MAX}. When there
 * are more, every other one is forgotten, so that a long way is known more coarsely.
 */
final class Trail {
    static final int MOMENTS_MAX = 1024;
    private static final long CLOSEST_NANOS = 5_000_000;

    private record Moment(long instruction, long nanos) {}

    private final ArrayDeque<Moment> ahead = new ArrayDeque<>();
    /** The backup is here or beyond. */
    private Moment behind;
    /** The newest in {@code ahead}, or {@code behind}. */
    private Moment kept;

    private Moment newest;
    private long apartNanos = CLOSEST_NANOS;

    /** The way begins at {@code instruction}. */
    Trail(long instruction, long now) {
        newest = new Moment(instruction, now);
        kept = newest;
        behind = newest;
    }

    /** The machine has come to {@code instruction}. */
    void passed(long instruction, long now) {
        boolean stoodStill = newest.instruction == kept.instruction && instruction == newest.instruction;
        if (newest.nanos - kept.nanos >= apartNanos && !stoodStill) {
            keepNewest();
        }
        newest = new Moment(instruction, now);
    }

    private void keepNewest() {
        kept = newest;
        ahead.add(kept);
        if (ahead.size() == MOMENTS_MAX) {
            apartNanos *= 2;
            for (int left = MOMENTS_MAX / 2; left > 0; left--) {
                ahead.remove();
                ahead.add(ahead.remove());
            }
        }
    }

    /**
     * When the machine left {@code instruction}, about; the newest moment if it has not. Asked in ascending order: what lies
     * before is forgotten.
     */
    long leftAt(long instruction) {
        while (!ahead.isEmpty() && ahead.peek().instruction <= instruction) {
            behind = ahead.remove();
        }
        if (ahead.isEmpty()) {
            apartNanos = CLOSEST_NANOS;
        }
        if (instruction >= newest.instruction) {
            return newest.nanos;
        }
        Moment next = ahead.isEmpty() ? newest : ahead.peek();
        long gone = Math.max(0, instruction - behind.instruction);
        double part = (double) gone / (next.instruction - behind.instruction);
        return behind.nanos + (long) (part * (next.nanos - behind.nanos));
    }

    /** Where the machine is, as far as is known here. */
    long newestInstruction() {
        return newest.instruction;
    }

    /** Moments held. */
    int size() {
        return ahead.size();
    }
}
