package dev.understudy.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How many instructions a second does the interpreter do? A tight loop of integer instructions ({@code guests/spin}) and
 * computing with loads, stores and calls ({@code guests/cpu}), each in a fresh process, by CPU time of the vCPU's thread,
 * warm-up of the JVM included.
 *
 * <p>Arguments: runs of each guest (5), the guests (spin cpu).
 */
public final class InterpreterSpeed {
    private InterpreterSpeed() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int runs = Host.number(arguments, 0, 5);
        List<String> guests =
                arguments.length > 1 ? List.of(arguments).subList(1, arguments.length) : List.of("spin", "cpu");
        System.out.println("Interpreter, " + runs + " runs each, " + Host.describe());
        for (String guest : guests) {
            List<Double> mips = new ArrayList<>();
            for (int run = 0; run < runs; run++) {
                mips.add(SoloRun.bare(Host.guest(guest)).mips());
            }
            Percentiles all = new Percentiles(mips);
            System.out.printf(
                    "  guests/%-5s %.0f M instructions/s (median; %.0f to %.0f)%n",
                    guest, all.median(), all.least(), all.most());
        }
    }
}
