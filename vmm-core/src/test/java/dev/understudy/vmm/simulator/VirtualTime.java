package dev.understudy.vmm.simulator;

import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Events in the order of virtual time, and all chance. One thread and one seed: the same seed, the same run. Idle time costs
 * nothing.
 */
final class VirtualTime {
    static final long MICRO = 1_000;
    static final long MILLI = 1_000_000;

    private record Event(long nanos, long order, SimulatedProcess in, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return nanos != other.nanos ? Long.compare(nanos, other.nanos) : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>(256);
    private final SplittableRandom random;
    private long now;
    private long order;

    VirtualTime(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Nanoseconds since the story began. */
    long now() {
        return now;
    }

    /** Events so far. */
    long events() {
        return order;
    }

    /** {@code in}: the process in which it happens, never when that is dead, not while it is paused; null: outside. */
    void at(long nanos, SimulatedProcess in, Runnable action) {
        events.add(new Event(Math.max(nanos, now), order++, in, action));
    }

    void after(long nanos, SimulatedProcess in, Runnable action) {
        at(now + nanos, in, action);
    }

    /** Carries out the next event; false if there is none. */
    boolean step() {
        Event event = events.poll();
        if (event == null) {
            return false;
        }
        now = event.nanos;
        SimulatedProcess process = event.in;
        if (process == null) {
            event.action.run();
        } else if (process.pausedUntil() > now) {
            events.add(new Event(process.pausedUntil(), event.order, process, event.action));
        } else {
            process.carryOut(event.action);
        }
        return true;
    }

    // ---- chance -----------------------------------------------------------------------------------------------------

    /** 0 up to {@code bound} - 1. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    long below(long bound) {
        return random.nextLong(bound);
    }

    boolean oneIn(int chances) {
        return random.nextInt(chances) == 0;
    }

    /** Nanoseconds between two bounds in microseconds, now and then twenty times as long. */
    long micros(int atLeast, int atMost) {
        long nanos = atLeast * MICRO + random.nextLong((atMost - atLeast) * MICRO);
        return oneIn(60) ? 20 * nanos : nanos;
    }

    void fill(byte[] target) {
        random.nextBytes(target);
    }
}
