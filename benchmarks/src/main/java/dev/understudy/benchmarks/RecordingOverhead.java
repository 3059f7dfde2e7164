package dev.understudy.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What does recording cost? {@code guests/cpu} bare and with a journal, in turn, so that a change of the machine's mood meets
 * both. The figure is the speed of a recorded run over that of the bare run before it, by CPU time of the vCPU's thread;
 * the median of all rounds. By wall time too, which on a busy machine says more about the others.
 *
 * <p>Arguments: rounds (7), the guest (cpu).
 */
public final class RecordingOverhead {
    private RecordingOverhead() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int rounds = Host.number(arguments, 0, 7);
        Path guest = Host.guest(arguments.length > 1 ? arguments[1] : "cpu");
        System.out.println("Recording, " + rounds + " rounds, " + Host.describe());
        List<Double> cpu = new ArrayList<>();
        List<Double> wall = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            SoloRun bare = SoloRun.bare(guest);
            SoloRun recorded = SoloRun.recorded(guest);
            cpu.add(recorded.mips() / bare.mips());
            wall.add(bare.wallSeconds() / recorded.wallSeconds());
            System.out.printf("  bare %.1f MIPS, recorded %.1f MIPS%n", bare.mips(), recorded.mips());
        }
        print("speed of recorded / bare by CPU time ", new Percentiles(cpu));
        print("speed of recorded / bare by wall time", new Percentiles(wall));
    }

    static void print(String what, Percentiles ratios) {
        System.out.printf("  %s  %.3f (median; %.3f to %.3f)%n", what, ratios.median(), ratios.least(), ratios.most());
    }
}
