package dev.understudy.vmm.simulator;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The clients saw one counter: each value is given once; who asked after an answer was there is given a higher one; a value
 * that nobody was told belongs to an increment whose answer may be lost, and which was asked for in time.
 */
final class LinearizableHistory implements Checker {
    private static final String PROMISE = "linearizable";

    private final Simulator sim;
    private final Map<Clients.Operation, Long> floors = new HashMap<>();
    private final TreeMap<Long, Clients.Operation> byValue = new TreeMap<>();

    LinearizableHistory(Simulator sim) {
        this.sim = sim;
    }

    @Override
    public void invoked(Clients.Operation operation) {
        floors.put(operation, byValue.isEmpty() ? 0 : byValue.lastKey());
    }

    @Override
    public void answered(Clients.Operation operation) {
        Clients.Operation other = byValue.putIfAbsent(operation.value, operation);
        check(other == null, other + " and " + operation + " were both answered " + operation.value);
        check(
                operation.value > floors.get(operation),
                operation + " was answered " + operation.value + ", but " + floors.get(operation)
                        + " was known before it was asked for");
        check(
                operation.value <= floors.size(),
                operation + " was answered " + operation.value + ", but only " + floors.size() + " were asked for");
    }

    @Override
    public void finished() {
        long given = byValue.isEmpty() ? 0 : byValue.lastKey();
        int missing = 0;
        for (long value = 1; value <= given; value++) {
            if (!byValue.containsKey(value)) {
                missing++;
                check(missing <= lostBefore(value), "nobody was told " + value);
            }
        }
    }

    /** Increments without an answer that may have been given {@code value} or one below. */
    private int lostBefore(long value) {
        return (int) sim.clients().operations().stream()
                .filter(operation -> operation.givenUp && !operation.isAnswered() && floors.get(operation) < value)
                .count();
    }

    private static void check(boolean kept, String broken) {
        if (!kept) {
            throw new Violation(PROMISE, broken);
        }
    }
}
