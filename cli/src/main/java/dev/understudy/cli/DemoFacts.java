package dev.understudy.cli;

import dev.understudy.cli.counter.CounterTally;
import java.util.ArrayList;
import java.util.List;

/**
 * What was counted in a demo.
 *
 * @param kills primaries killed
 * @param killGapsMillis for each kill the longest time without a reply that began within a second of it
 * @param diskValue the counter's value on the disk afterwards; -1 if there is none
 */
record DemoFacts(CounterTally tally, int kills, List<Double> killGapsMillis, long diskValue) {
    /** Why the verdict is negative, a sentence each. */
    List<String> faults() {
        List<String> faults = new ArrayList<>(tally.faults());
        if (diskValue != tally.lastValue()) {
            faults.add("the disk holds " + diskValue + ", the last acknowledged value is " + tally.lastValue());
        }
        return faults;
    }

    boolean holds() {
        return faults().isEmpty();
    }
}
