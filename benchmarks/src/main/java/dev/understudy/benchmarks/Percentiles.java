package dev.understudy.benchmarks;

import java.util.Arrays;
import java.util.Collection;

/** Order statistics of a few measurements. */
final class Percentiles {
    private final double[] sorted;

    Percentiles(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    /** So many percent are not above this: the nearest rank. */
    double at(int percent) {
        return sorted[Math.max(0, (int) Math.ceil(sorted.length * percent / 100.0) - 1)];
    }

    /** The middle one, or the mean of the two in the middle. */
    double median() {
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    double least() {
        return sorted[0];
    }

    double most() {
        return sorted[sorted.length - 1];
    }

    double[] sorted() {
        return sorted.clone();
    }

    @Override
    public String toString() {
        return Arrays.toString(sorted);
    }
}
