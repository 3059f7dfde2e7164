package dev.understudy.vmm.simulator;

import java.util.HashMap;
import java.util.Map;

/** How messages travel from one process to another: with delay; a way may be cut for a time, in one direction only too. */
final class Network {
    private record Way(String from, String to) {}

    private final VirtualTime time;
    private final Map<Way, Long> cuts = new HashMap<>();

    Network(VirtualTime time) {
        this.time = time;
    }

    /** Nothing of {@code from} reaches {@code to} before then; connections last, and deliver later. */
    void cut(SimulatedProcess from, SimulatedProcess to, long untilNanos) {
        cuts.merge(new Way(from.toString(), to.toString()), untilNanos, Math::max);
    }

    /** Both ways. */
    void cutBoth(SimulatedProcess one, SimulatedProcess other, long untilNanos) {
        cut(one, other, untilNanos);
        cut(other, one, untilNanos);
    }

    void healAll() {
        cuts.clear();
    }

    boolean isCut(SimulatedProcess from, SimulatedProcess to) {
        return openAt(from, to) > time.now();
    }

    /** When a message sent now arrives. TCP sends again after a cut, not at once. */
    long arrival(SimulatedProcess from, SimulatedProcess to) {
        long open = openAt(from, to);
        long travel = time.micros(20, 300);
        return open > time.now() ? open + time.below(20 * VirtualTime.MILLI) + travel : time.now() + travel;
    }

    private long openAt(SimulatedProcess from, SimulatedProcess to) {
        return cuts.isEmpty() ? 0 : cuts.getOrDefault(new Way(from.toString(), to.toString()), 0L);
    }
}
