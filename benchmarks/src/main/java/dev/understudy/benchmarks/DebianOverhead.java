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
import java.util.function.IntFunction;

/**
 * What does fault tolerance cost servers on Debian: redis, with an append-only file synced before each answer, also with large
 * values in (receiving) and out (transmitting), and nginx? {@code redis-benchmark} and {@code wrk} (Debian package {@code wrk}; left
 * out without it) against a machine bare, recorded and paired, in turn in each round; ratios are medians over the rounds. And the
 * log before TLS: of a pair that idles, and of a request, with and without the frames that came in.
 *
 * <p>Arguments: rounds (3), requests a run (10000), seconds idle (20), the folder of guests (the user's), with a guest named debian.
 */
public final class DebianOverhead {
    private DebianOverhead() {}

    /** One load in one round, requests a second; the log as of a request, bytes. */
    private record Sample(
            double bare, double recorded, double paired, double mbits, double bytes, double beyondFrames) {}

    /** Of a pair under one load. */
    private record Logged(ServerLoad.Ran ran, NodeStatus before, NodeStatus after) {
        double grown(String field) {
            return after.number(field) - before.number(field);
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int rounds = Host.number(arguments, 0, 3);
        int requests = Host.number(arguments, 1, 10_000);
        int idleSeconds = Host.number(arguments, 2, 20);
        GuestParts guest = Debian.guest(arguments, 3);
        Answer answer = new Answer(DebianOverhead.class, rounds + " rounds, " + requests + " requests a run");
        List<ServerLoad> loads = loads();
        Map<ServerLoad, List<Sample>> samples = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            Map<ServerLoad, Double> bare = alone(false, guest, loads, requests);
            Map<ServerLoad, Double> recorded = alone(true, guest, loads, requests);
            Map<ServerLoad, Logged> paired = paired(answer, guest, loads, requests, round == 0 ? idleSeconds : 0);
            for (ServerLoad load : loads) {
                Sample sample = sample(bare.get(load), recorded.get(load), paired.get(load));
                answer.note("  %s: %s", load, sample);
                samples.computeIfAbsent(load, key -> new ArrayList<>()).add(sample);
            }
        }
        samples.forEach((load, all) -> print(answer, load, all));
    }

    private static List<ServerLoad> loads() {
        List<ServerLoad> loads = new ArrayList<>(RedisLoad.ALL);
        if (Host.isOnPath("wrk")) {
            loads.add(new WebLoad());
        }
        return loads;
    }

    private static Map<ServerLoad, Double> alone(
            boolean recorded, GuestParts guest, List<ServerLoad> loads, int requests)
            throws IOException, InterruptedException {
        Map<ServerLoad, Double> rates = new LinkedHashMap<>();
        try (DebianAlone run = new DebianAlone(recorded, guest)) {
            warmUp(loads, run::server, requests);
            for (ServerLoad load : loads) {
                rates.put(load, load.run(run.server(load.guestPort()), requests).rate());
            }
        }
        return rates;
    }

    private static Map<ServerLoad, Logged> paired(
            Answer answer, GuestParts guest, List<ServerLoad> loads, int requests, int idleSeconds)
            throws IOException, InterruptedException {
        Map<ServerLoad, Logged> logged = new LinkedHashMap<>();
        try (PairRun pair = PairRun.of(guest, Debian.forwards())) {
            Debian.awaitRedis(pair.forward(0));
            if (idleSeconds > 0) {
                idle(answer, pair, idleSeconds);
            }
            IntFunction<InetSocketAddress> servers = port -> pair.forward(port == Debian.REDIS_PORT ? 0 : 1);
            warmUp(loads, servers, requests);
            for (ServerLoad load : loads) {
                NodeStatus before = pair.primary();
                ServerLoad.Ran ran = load.run(servers.apply(load.guestPort()), requests);
                logged.put(load, new Logged(ran, before, pair.primary()));
            }
        }
        return logged;
    }

    private static void idle(Answer answer, PairRun pair, int seconds) throws IOException, InterruptedException {
        NodeStatus before = pair.primary();
        TimeUnit.SECONDS.sleep(seconds);
        Logged logged = new Logged(new ServerLoad.Ran(0, 0), before, pair.primary());
        answer.row(
                "log of an idle Debian with redis and nginx",
                "≤ 5 KB/s",
                Answer.format(
                        "%.1f KB/s in %.0f entries/s",
                        logged.grown("logBytes") / seconds / 1e3, logged.grown("logEntries") / seconds));
    }

    private static void warmUp(List<ServerLoad> loads, IntFunction<InetSocketAddress> servers, int requests)
            throws IOException, InterruptedException {
        for (ServerLoad load : loads) {
            load.run(servers.apply(load.guestPort()), requests / 2);
        }
    }

    private static Sample sample(double bare, double recorded, Logged paired) {
        double requests = paired.ran().requests();
        double bytes = paired.grown("logBytes");
        double beyondFrames = bytes - paired.grown("logBytes.frame");
        double mbits = bytes / requests * paired.ran().rate() * 8e-6;
        return new Sample(bare, recorded, paired.ran().rate(), mbits, bytes / requests, beyondFrames / requests);
    }

    private static void print(Answer answer, ServerLoad load, List<Sample> samples) {
        Percentiles bare = new Percentiles(samples.stream().map(Sample::bare).toList());
        Percentiles recorded = new Percentiles(samples.stream()
                .map(sample -> sample.recorded() / sample.bare())
                .toList());
        Percentiles paired = new Percentiles(
                samples.stream().map(sample -> sample.paired() / sample.bare()).toList());
        Sample last = samples.get(samples.size() - 1);
        answer.row(
                load.toString(),
                "pair ≥ 0.90; ≤ 100 bytes a request beyond frames",
                Answer.format(
                        "bare %.0f/s%s; recorded %s; pair %s; log %.2f Mbit/s, %.0f bytes a request, %.0f beyond frames",
                        bare.median(),
                        load.payloadBytes() == 0
                                ? ""
                                : Answer.format(" (%.0f Mbit/s)", bare.median() * load.payloadBytes() * 8e-6),
                        Answer.ratio(recorded),
                        Answer.ratio(paired),
                        last.mbits(),
                        last.bytes(),
                        last.beyondFrames()));
    }
}
