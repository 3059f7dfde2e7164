package dev.understudy.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What does fault tolerance cost, and how much log is there, in the shape of VMware FT's tables: an idle guest ({@code counter}
 * without clients), a CPU-bound one ({@code cpu}, made not to end), and a stream of full UDP datagrams into the guest and out of
 * it ({@code stream}). Bare, recorded and as a pair in turn, in each round; throughput by wall time on both sides, since
 * the processes of a pair share what the host has; the ratio is the median over the rounds. The log is counted before TLS.
 *
 * <p>The warm-up is longer than the window: a pair is four JVMs that compile what they run, on the cores of one host. On two cores
 * that took half of their CPU time 5 s after a stream began, and a twelfth of it after 25 s.
 *
 * <p>Arguments: rounds (3), seconds of the window (10), seconds of the warm-up before it (30), workloads by their first word (all).
 */
public final class LogBandwidth {
    private LogBandwidth() {}

    /** Throughput of one run; {@code logMbits} a second, 0 without a backup. */
    record Sample(double throughput, double logMbits) {}

    /** One row in one round. */
    private record Round(double bare, double recorded, Sample pair) {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int rounds = Host.number(arguments, 0, 3);
        int seconds = Host.number(arguments, 1, 10);
        int warmUp = Host.number(arguments, 2, 30);
        Answer answer = new Answer(
                LogBandwidth.class, rounds + " rounds, windows of " + seconds + " s after " + warmUp + " s of warm-up");
        Path guest = Host.endlessCpuGuest();
        try {
            List<String> wanted = List.of(arguments).subList(Math.min(3, arguments.length), arguments.length);
            for (Workload workload : Workload.all(guest, warmUp, seconds)) {
                if (wanted.isEmpty() || wanted.contains(workload.name().split("[ -]", 2)[0])) {
                    print(answer, workload, measure(answer, workload, rounds));
                }
            }
        } finally {
            Files.deleteIfExists(guest);
        }
    }

    private static List<Round> measure(Answer answer, Workload workload, int rounds)
            throws IOException, InterruptedException {
        List<Round> all = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            Round round = new Round(
                    workload.bare().run().throughput(),
                    workload.recorded().run().throughput(),
                    workload.paired().run());
            answer.note(
                    "  %s: bare %.0f, recorded %.0f, pair %.0f %s, log %.3f Mbit/s",
                    workload.name(),
                    round.bare(),
                    round.recorded(),
                    round.pair().throughput(),
                    workload.unit(),
                    round.pair().logMbits());
            all.add(round);
        }
        return all;
    }

    private static void print(Answer answer, Workload workload, List<Round> rounds) {
        Percentiles log = percentiles(rounds.stream().map(round -> round.pair().logMbits()));
        String logged = Answer.format(log.median() < 1 ? "log %.4f Mbit/s" : "log %.1f Mbit/s", log.median());
        if (workload.unit().isEmpty()) {
            answer.row(workload.name(), "", logged);
            return;
        }
        Percentiles bare = percentiles(rounds.stream().map(Round::bare));
        Percentiles recorded = percentiles(rounds.stream().map(round -> round.recorded() / round.bare()));
        Percentiles pair = percentiles(rounds.stream().map(round -> round.pair().throughput() / round.bare()));
        answer.row(
                workload.name(),
                "",
                Answer.format(
                        "bare %.0f %s; recorded %s; pair %s; %s",
                        bare.median(), workload.unit(), Answer.ratio(recorded), Answer.ratio(pair), logged));
    }

    private static Percentiles percentiles(java.util.stream.Stream<Double> values) {
        return new Percentiles(values.toList());
    }
}
