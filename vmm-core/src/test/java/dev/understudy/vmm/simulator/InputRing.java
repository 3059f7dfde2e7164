package dev.understudy.vmm.simulator;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Inbound frames, numbered, kept until a log has them for good; the oldest go at a bound, and when they are too old. */
final class InputRing {
    private static final int MAX_FRAMES = 4096;
    private static final long NOT_NUMBERED = -1;
    private static final long MAX_AGE = 10_000 * VirtualTime.MILLI;

    private record Kept(byte[] frame, long sinceNanos) {}

    private final TreeMap<Long, Kept> kept = new TreeMap<>();
    private long next = NOT_NUMBERED;
    private long given;

    /** An owner wants everything from {@code wanted} on. */
    void begin(long wanted) {
        next = Math.max(next, wanted);
        given = wanted;
    }

    /** False: it is dropped, since nobody has said yet where the numbers start. */
    boolean add(byte[] frame, long now) {
        if (next == NOT_NUMBERED) {
            return false;
        }
        kept.put(next++, new Kept(frame, now));
        while (kept.size() > MAX_FRAMES) {
            kept.pollFirstEntry();
        }
        return true;
    }

    /** Those that the present owner was not given yet. */
    void give(BiConsumer<Long, byte[]> to) {
        for (Map.Entry<Long, Kept> one : kept.tailMap(given).entrySet()) {
            to.accept(one.getKey(), one.getValue().frame);
        }
        given = Math.max(given, next);
    }

    void taken(long below) {
        kept.headMap(below).clear();
    }

    void expire(long now) {
        while (!kept.isEmpty() && now - kept.firstEntry().getValue().sinceNanos > MAX_AGE) {
            kept.pollFirstEntry();
        }
    }

    /** How many it keeps for a new owner. */
    int kept() {
        return kept.size();
    }

    /** The next number to be given. */
    long given() {
        return given;
    }
}
