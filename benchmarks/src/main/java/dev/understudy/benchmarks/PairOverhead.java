package dev.understudy.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What does a backup cost its primary? {@code guests/cpu}, made not to end, over a window after the warm-up, by CPU time of the
 * vCPU's thread, in turn: alone; beside another bare machine, since in a pair on one host the backup's vCPU is a neighbour
 * that shares caches and cores; and as the primary of a real pair. Medians of the ratios of each round.
 *
 * <p>Arguments: rounds (3), seconds of the window and of the warm-up before it (10). Needs the guests' cross compiler.
 */
public final class PairOverhead {
    private PairOverhead() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int rounds = Host.number(arguments, 0, 3);
        int seconds = Host.number(arguments, 1, 10);
        Path guest = Host.endlessCpuGuest();
        try {
            System.out.println("Pair, " + rounds + " rounds, windows of " + seconds + " s, " + Host.describe());
            measure(guest, rounds, seconds);
        } finally {
            Files.deleteIfExists(guest);
        }
    }

    private static void measure(Path guest, int rounds, int seconds) throws IOException, InterruptedException {
        List<Double> ofAlone = new ArrayList<>();
        List<Double> ofNeighboured = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            double alone = alone(guest, seconds);
            double neighboured = neighboured(guest, seconds);
            double paired = paired(guest, seconds);
            System.out.printf(
                    "  bare %.1f MIPS, beside another %.1f MIPS, as a primary %.1f MIPS%n", alone, neighboured, paired);
            ofAlone.add(paired / alone);
            ofNeighboured.add(paired / neighboured);
        }
        RecordingOverhead.print("speed of primary / bare               ", new Percentiles(ofAlone));
        RecordingOverhead.print("speed of primary / bare with neighbour", new Percentiles(ofNeighboured));
    }

    private static double alone(Path guest, int seconds) throws IOException, InterruptedException {
        try (EndlessRun run = EndlessRun.bare(guest, seconds, seconds)) {
            return run.window().mips();
        }
    }

    private static double neighboured(Path guest, int seconds) throws IOException, InterruptedException {
        try (EndlessRun run = EndlessRun.bare(guest, seconds, seconds);
                EndlessRun neighbour = EndlessRun.bare(guest, seconds, seconds)) {
            return (run.window().mips() + neighbour.window().mips()) / 2;
        }
    }

    private static double paired(Path guest, int seconds) throws IOException, InterruptedException {
        try (PairRun pair = new PairRun(guest)) {
            TimeUnit.SECONDS.sleep(seconds);
            Window before = pair.counted();
            TimeUnit.SECONDS.sleep(seconds);
            return pair.counted().since(before).mips();
        }
    }
}
