package dev.understudy.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many instructions a second does the interpreter do behind a page table? {@code guests/paged} in S mode under Sv39 with
 * pages of 4 KiB: a tight loop, walks through 1 MiB of memory, and jumps about in 8 MiB, twice what the TLB reaches.
 * Each in a fresh process, by CPU time of the vCPU's thread, warm-up of the JVM included.
 *
 * <p>Argument: runs of each (5).
 */
public final class PagingSpeed {
    /** What each part does alone, some hundred million instructions. */
    private static final Map<String, String[]> PARTS = new TreeMap<>(Map.of(
            "loop", constants(30_000_000, 0, 0),
            "walk", constants(0, 400, 0),
            "jumps", constants(0, 0, 30_000_000)));

    private PagingSpeed() {}

    private static String[] constants(long spins, long walks, long steps) {
        return new String[] {"PAGED_SPINS=" + spins, "PAGED_WALKS=" + walks, "PAGED_STEPS=" + steps};
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int runs = Host.number(arguments, 0, 5);
        System.out.println("Interpreter under Sv39, " + runs + " runs each, " + Host.describe());
        for (Map.Entry<String, String[]> part : PARTS.entrySet()) {
            Path guest = Host.builtGuest("paged", part.getValue());
            try {
                report(part.getKey(), guest, runs);
            } finally {
                Files.delete(guest);
            }
        }
    }

    private static void report(String part, Path guest, int runs) throws IOException, InterruptedException {
        List<Double> mips = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            mips.add(SoloRun.bare(guest).mips());
        }
        Percentiles all = new Percentiles(mips);
        System.out.printf(
                "  %-5s %.0f M instructions/s (median; %.0f to %.0f)%n", part, all.median(), all.least(), all.most());
    }
}
