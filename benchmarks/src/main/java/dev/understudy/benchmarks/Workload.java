package dev.understudy.benchmarks;

import dev.understudy.benchmarks.LogBandwidth.Sample;
import dev.understudy.cli.NodeStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a guest of {@link LogBandwidth} has to do, in each of the three modes.
 *
 * @param unit of the throughput; empty if there is none
 */
record Workload(String name, String unit, Run bare, Run recorded, Run paired) {
    private static final Sample NOTHING = new Sample(0, 0);

    /** One run in one mode, from boot to end. */
    interface Run {
        Sample run() throws IOException, InterruptedException;
    }

    /** What is done to a pair in the window; the throughput. */
    private interface Load {
        double run() throws IOException, InterruptedException;
    }

    /** @param warmUp seconds before the window of {@code seconds}; an idle guest needs none */
    static List<Workload> all(Path endlessCpuGuest, int warmUp, int seconds) {
        return List.of(
                idle(seconds),
                computing(endlessCpuGuest, warmUp, seconds),
                streaming("receive-bound", StreamLoad.Direction.RECEIVE, warmUp, seconds),
                streaming("transmit-bound", StreamLoad.Direction.TRANSMIT, warmUp, seconds));
    }

    private static Workload idle(int seconds) {
        return new Workload("idle", "", () -> NOTHING, () -> NOTHING, () -> {
            try (PairRun pair = new PairRun(Host.guest("counter"))) {
                return logged(pair, seconds, () -> {
                    TimeUnit.SECONDS.sleep(seconds);
                    return 0;
                });
            }
        });
    }

    private static Workload computing(Path guest, int warmUp, int seconds) {
        return new Workload(
                "CPU-bound",
                "M instructions/s",
                () -> {
                    try (EndlessRun run = EndlessRun.bare(guest, warmUp, seconds)) {
                        return new Sample(run.window().wallMips(), 0);
                    }
                },
                () -> new Sample(recorded(guest, warmUp, seconds).wallMips(), 0),
                () -> {
                    try (PairRun pair = new PairRun(guest)) {
                        TimeUnit.SECONDS.sleep(warmUp);
                        return logged(pair, seconds, () -> computed(pair, seconds));
                    }
                });
    }

    private static Window recorded(Path guest, int warmUp, int seconds) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("understudy-bench");
        try (EndlessRun run = EndlessRun.recorded(guest, warmUp, seconds, folder.resolve("run.journal"))) {
            return run.window();
        } finally {
            Host.deleteTree(folder);
        }
    }

    private static double computed(PairRun pair, int seconds) throws IOException, InterruptedException {
        Window before = pair.counted();
        TimeUnit.SECONDS.sleep(seconds);
        return pair.counted().since(before).wallMips();
    }

    private static Workload streaming(String name, StreamLoad.Direction direction, int warmUp, int seconds) {
        return new Workload(
                name,
                "Mbit/s",
                () -> alone(direction, false, warmUp, seconds),
                () -> alone(direction, true, warmUp, seconds),
                () -> {
                    try (PairRun pair = new PairRun(Host.guest("stream"));
                            StreamLoad load = new StreamLoad(direction, pair.server(StreamRun.guestPort(direction)))) {
                        load.run(warmUp);
                        return logged(pair, seconds, () -> load.run(seconds));
                    }
                });
    }

    private static Sample alone(StreamLoad.Direction direction, boolean recorded, int warmUp, int seconds)
            throws IOException, InterruptedException {
        try (StreamRun machine = new StreamRun(direction, recorded);
                StreamLoad load = new StreamLoad(direction, machine.server())) {
            load.run(warmUp);
            return new Sample(load.run(seconds), 0);
        }
    }

    private static Sample logged(PairRun pair, int seconds, Load load) throws IOException, InterruptedException {
        NodeStatus before = pair.primary();
        double throughput = load.run();
        long bytes = pair.primary().number("logBytes") - before.number("logBytes");
        return new Sample(throughput, bytes * 8e-6 / seconds);
    }
}
