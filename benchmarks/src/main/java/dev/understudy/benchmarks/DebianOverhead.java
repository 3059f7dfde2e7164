package dev.understudy.benchmarks;

import dev.understudy.cli.NodeStatus;
import dev.understudy.cli.guest.GuestParts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What does fault tolerance cost redis on Debian, with an append-only file synced before each answer? {@code redis-benchmark}
 * against a machine bare, recorded and paired, in turn in each round; ratios are medians over the rounds. And the log before TLS:
 * of a pair that idles, and of a request, with and without the frames that came in.
 *
 * <p>Arguments: rounds (3), requests a run (10000), seconds idle (20), the folder of guests (the user's), with a guest named debian.
 */
public final class RedisOverhead {
    private RedisOverhead() {}

    /** One load in one round, requests a second; the log as of a request, bytes. */
    private record Sample(
            double bare, double recorded, double paired, double mbits, double bytes, double beyondFrames) {}

    /** Of a pair under one load. */
    private record Logged(double rate, NodeStatus before, NodeStatus after) {
        double grown(String field) {
            return after.number(field) - before.number(field);
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int rounds = Host.number(arguments, 0, 3);
        int requests = Host.number(arguments, 1, 10_000);
        int idleSeconds = Host.number(arguments, 2, 20);
        GuestParts guest = Debian.guest(arguments, 3);
        Answer answer = new Answer(RedisOverhead.class, rounds + " rounds, " + requests + " requests a run");
        Map<RedisLoad, List<Sample>> samples = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            Map<RedisLoad, Double> bare = alone(false, guest, requests);
            Map<RedisLoad, Double> recorded = alone(true, guest, requests);
            Map<RedisLoad, Logged> paired = paired(answer, guest, requests, round == 0 ? idleSeconds : 0);
            for (RedisLoad load : RedisLoad.ALL) {
                Sample sample = sample(bare.get(load), recorded.get(load), paired.get(load), requests);
                answer.note("  %s: %s", load, sample);
                samples.computeIfAbsent(load, key -> new ArrayList<>()).add(sample);
            }
        }
        samples.forEach((load, all) -> print(answer, load, all));
    }

    private static Map<RedisLoad, Double> alone(boolean recorded, GuestParts guest, int requests)
            throws IOException, InterruptedException {
        Map<RedisLoad, Double> rates = new LinkedHashMap<>();
        try (DebianAlone run = new DebianAlone(recorded, guest)) {
            warmUp(run.redis(), requests);
            for (RedisLoad load : RedisLoad.ALL) {
                rates.put(load, load.run(run.redis(), requests));
            }
        }
        return rates;
    }

    private static Map<RedisLoad, Logged> paired(Answer answer, GuestParts guest, int requests, int idleSeconds)
            throws IOException, InterruptedException {
        Map<RedisLoad, Logged> logged = new LinkedHashMap<>();
        try (PairRun pair = PairRun.of(guest, Debian.forwards())) {
            Debian.awaitRedis(pair.forward(0));
            if (idleSeconds > 0) {
                idle(answer, pair, idleSeconds);
            }
            warmUp(pair.forward(0), requests);
            for (RedisLoad load : RedisLoad.ALL) {
                NodeStatus before = pair.primary();
                double rate = load.run(pair.forward(0), requests);
                logged.put(load, new Logged(rate, before, pair.primary()));
            }
        }
        return logged;
    }

    private static void idle(Answer answer, PairRun pair, int seconds) throws IOException, InterruptedException {
        NodeStatus before = pair.primary();
        TimeUnit.SECONDS.sleep(seconds);
        Logged logged = new Logged(0, before, pair.primary());
        answer.row(
                "log of an idle Debian with redis and nginx",
                "≤ 5 KB/s",
                Answer.format(
                        "%.1f KB/s in %.0f entries/s",
                        logged.grown("logBytes") / seconds / 1e3, logged.grown("logEntries") / seconds));
    }

    private static void warmUp(InetSocketAddress server, int requests) throws IOException, InterruptedException {
        for (RedisLoad load : RedisLoad.ALL) {
            load.run(server, requests / 2);
        }
    }

    private static Sample sample(double bare, double recorded, Logged paired, int requests) {
        double bytes = paired.grown("logBytes");
        double beyondFrames = bytes - paired.grown("logBytes.frame");
        double mbits = bytes / requests * paired.rate() * 8e-6;
        return new Sample(bare, recorded, paired.rate(), mbits, bytes / requests, beyondFrames / requests);
    }

    private static void print(Answer answer, RedisLoad load, List<Sample> samples) {
        Percentiles bare = new Percentiles(samples.stream().map(Sample::bare).toList());
        Percentiles recorded = new Percentiles(samples.stream()
                .map(sample -> sample.recorded() / sample.bare())
                .toList());
        Percentiles paired = new Percentiles(
                samples.stream().map(sample -> sample.paired() / sample.bare()).toList());
        Sample last = samples.get(samples.size() - 1);
        answer.row(
                "redis " + load,
                "pair ≥ 0.90; ≤ 100 bytes a request beyond frames",
                Answer.format(
                        "bare %.0f/s; recorded %s; pair %s; log %.2f Mbit/s, %.0f bytes a request, %.0f beyond frames",
                        bare.median(),
                        Answer.ratio(recorded),
                        Answer.ratio(paired),
                        last.mbits(),
                        last.bytes(),
                        last.beyondFrames()));
    }
}
