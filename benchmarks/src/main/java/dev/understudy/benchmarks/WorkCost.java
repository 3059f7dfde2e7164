package dev.understudy.benchmarks;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What one piece of work cost the contenders that did it, in turn, over some rounds. */
final class WorkCost {
    private final String work;
    private final Map<Contender, List<Double>> seconds = new EnumMap<>(Contender.class);
    private long instructions;

    WorkCost(String work) {
        this.work = work;
    }

    String work() {
        return work;
    }

    /** @param cpuSeconds of one round, after those that were added before */
    void add(Contender contender, double cpuSeconds) {
        seconds.computeIfAbsent(contender, one -> new ArrayList<>()).add(cpuSeconds);
    }

    /** How many instructions the work is, as counted by a machine that does count. */
    void count(long instructions) {
        this.instructions = instructions;
    }

    boolean has(Contender contender) {
        return seconds.containsKey(contender);
    }

    /** The median over the rounds: seconds, or M instructions a second if it is known how many the work is. */
    String figure(Contender contender) {
        if (!has(contender)) {
            return "";
        }
        double median = new Percentiles(seconds.get(contender)).median();
        return instructions == 0
                ? Answer.format("%.2f s", median)
                : Answer.format("%,.0f M/s", instructions / median / 1e6);
    }

    /** How many times as fast one is as the other: the median over the rounds in which both ran. */
    double speed(Contender one, Contender other) {
        List<Double> ours = seconds.get(one);
        List<Double> theirs = seconds.get(other);
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < Math.min(ours.size(), theirs.size()); round++) {
            ratios.add(theirs.get(round) / ours.get(round));
        }
        return new Percentiles(ratios).median();
    }

    /** The mean of {@link #speed} that does not depend on which of the two is divided by. */
    static double geometricMean(List<WorkCost> all, Contender one, Contender other) {
        return Math.exp(all.stream()
                .mapToDouble(work -> Math.log(work.speed(one, other)))
                .average()
                .orElseThrow());
    }
}
