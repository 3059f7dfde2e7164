package dev.understudy.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How fast are our engines beside QEMU on bare metal? Each of {@code guests/kernels} in all {@link Contender}s, in turn, by CPU
 * time of the whole process, so that compiling counts. <i>Steady</i> is the second half of a run's rounds; <i>from
 * start</i> is the first ten rounds, some billion instructions, with the start of the process and all warming up.
 *
 * <p>Arguments: rounds (3), rounds of a kernel in a run (150; the interpreter does ten), kernels (all).
 */
public final class KernelSpeed {
    static final List<String> KERNELS =
            List.of("sieve", "matrix", "sort", "sha256", "crc", "chase", "bytecode", "text");

    /** In the first of which C2 is still at work: it takes seconds for the largest. */
    static final int KERNEL_ROUNDS = 150;

    private static final int FIRST_ROUNDS = 10;
    private static final long LIMIT_SECONDS = 300;
    private static final Pattern ROUND = Pattern.compile("round [0-9]+ of [0-9]+ at ([0-9]+)");

    private final List<WorkCost> steady = new ArrayList<>();
    private final List<WorkCost> fromStart = new ArrayList<>();

    private KernelSpeed() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int rounds = Host.number(arguments, 0, 3);
        int kernelRounds = Host.number(arguments, 1, KERNEL_ROUNDS);
        List<String> kernels = arguments.length > 2 ? List.of(arguments).subList(2, arguments.length) : KERNELS;
        Answer answer = new Answer(KernelSpeed.class, rounds + " rounds in turn");
        measured(answer, kernels, rounds, kernelRounds).print();
    }

    static KernelSpeed measured(Answer answer, List<String> kernels, int rounds, int kernelRounds)
            throws IOException, InterruptedException {
        KernelSpeed speed = new KernelSpeed();
        for (String kernel : kernels) {
            speed.measure(answer, kernel, rounds, kernelRounds);
        }
        return speed;
    }

    List<WorkCost> steady() {
        return steady;
    }

    void print() {
        System.out.println(CostTable.markdown("kernel, steady", steady));
        System.out.println(CostTable.markdown("kernel, from start", fromStart));
    }

    private void measure(Answer answer, String kernel, int rounds, int kernelRounds)
            throws IOException, InterruptedException {
        WorkCost later = new WorkCost(kernel);
        WorkCost first = new WorkCost(kernel);
        for (int round = 0; round < rounds; round++) {
            for (Contender contender : Contender.values()) {
                Run run = run(
                        contender,
                        kernel,
                        contender == Contender.INTERPRETER ? Math.min(FIRST_ROUNDS, kernelRounds) : kernelRounds);
                if (contender == Contender.INTERPRETER) {
                    later.count(run.instructions());
                    first.count(run.instructions());
                }
                later.add(contender, run.steadySeconds());
                first.add(contender, run.firstSeconds());
            }
        }
        steady.add(later);
        fromStart.add(first);
        for (Contender contender : Contender.values()) {
            answer.note(
                    "  %-8s %-14s %s, from start %s",
                    kernel, contender.title(), later.figure(contender), first.figure(contender));
        }
    }

    /**
     * One run, by the round.
     *
     * @param instructions a round
     */
    private record Run(long instructions, double steadySeconds, double firstSeconds) {}

    private static Run run(Contender contender, String kernel, int rounds) throws IOException, InterruptedException {
        try (TimedConsole console =
                new TimedConsole(contender.command(GuestFiles.kernel(kernel, rounds)), LIMIT_SECONDS)) {
            List<TimedConsole.Line> lines = new ArrayList<>();
            while (lines.size() <= rounds) {
                lines.add(console.await("round "));
            }
            int verdict = console.end();
            if (verdict != 0) {
                throw new IOException(kernel + " in " + contender.title() + " ended with " + verdict);
            }
            int first = Math.min(FIRST_ROUNDS, rounds);
            int half = rounds / 2;
            return new Run(
                    (count(lines.get(rounds)) - count(lines.get(0))) / rounds,
                    (lines.get(rounds).cpuSeconds() - lines.get(half).cpuSeconds()) / (rounds - half),
                    lines.get(first).cpuSeconds() / first);
        }
    }

    private static long count(TimedConsole.Line line) throws IOException {
        Matcher round = ROUND.matcher(line.text());
        if (!round.find()) {
            throw new IOException("no kernel says this: " + line.text());
        }
        return Long.parseLong(round.group(1));
    }
}
