package dev.understudy.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * How fast is our disk server beside {@code qemu-nbd}? Both serve the same file, in turn, plaintext on loopback, to fio's NBD
 * engine; qemu in the mode that does what ours does. The figure is the median over the rounds of our requests a second over
 * qemu's in the same round. Beside it the servers' CPU time a request, which other work on the machine changes less.
 *
 * <p>The file is filled and lies in the page cache; rows with FLUSH reach the disk below it. Ours is warmed up with
 * every kind of request first, since it is compiled while it runs.
 *
 * <p>Arguments: rounds (7), seconds of each server a round (2), MiB of the file (512), folder of the file (the temporary one).
 */
public final class NbdThroughput {
    static final List<FioJob> JOBS = List.of(
            new FioJob("read", 1024, 4, 0),
            new FioJob("write", 1024, 4, 0),
            new FioJob("read", 64, 4, 0),
            new FioJob("write", 64, 4, 0),
            new FioJob("randread", 4, 1, 0),
            new FioJob("randwrite", 4, 1, 0),
            new FioJob("randread", 4, 16, 0),
            new FioJob("randwrite", 4, 16, 0),
            new FioJob("randwrite", 4, 1, 1),
            new FioJob("randwrite", 4, 16, 16));

    private static final double MICROS = 1e-3;

    private NbdThroughput() {}

    /** One row of one server in one round. */
    private record Measured(FioJob.Result result, double cpuMicros) {}

    /** One row in one round, side by side. */
    private record Beside(Measured ours, Measured qemu) {
        double speed() {
            return ours.result().aSecond() / qemu.result().aSecond();
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int rounds = Host.number(arguments, 0, 7);
        int seconds = Host.number(arguments, 1, 2);
        int mebibytes = Host.number(arguments, 2, 512);
        Path parent = Path.of(arguments.length > 3 ? arguments[3] : System.getProperty("java.io.tmpdir"));
        Answer answer = new Answer(
                NbdThroughput.class, rounds + " rounds of 2 × " + seconds + " s a row, file of " + mebibytes + " MiB");
        Path folder = Files.createTempDirectory(parent, "understudy-bench-nbd");
        try {
            Path image = folder.resolve("disk.img");
            fill(image, mebibytes);
            print(answer, measure(answer, image, folder.resolve("state"), rounds, seconds));
        } finally {
            Host.deleteTree(folder);
        }
    }

    /** With data that is not zero, so that no server can answer from a map of holes. */
    private static void fill(Path image, int mebibytes) throws IOException {
        byte[] block = new byte[1 << 20];
        new Random(1).nextBytes(block);
        try (OutputStream out = Files.newOutputStream(image)) {
            for (int i = 0; i < mebibytes; i++) {
                out.write(block);
            }
        }
    }

    private static Map<FioJob, List<Beside>> measure(Answer answer, Path image, Path state, int rounds, int seconds)
            throws IOException, InterruptedException {
        Map<FioJob, List<Beside>> all = new LinkedHashMap<>();
        try (NbdTarget ours = NbdTarget.understudy(image, state);
                NbdTarget qemu = NbdTarget.qemu(image)) {
            for (FioJob job : JOBS) {
                job.run(ours.uri(), seconds);
            }
            for (FioJob job : JOBS) {
                answer.note("  %s", job);
                for (int round = 0; round < rounds; round++) {
                    Beside beside = new Beside(measured(job, ours, seconds), measured(job, qemu, seconds));
                    all.computeIfAbsent(job, one -> new ArrayList<>()).add(beside);
                    answer.note("    ours %s, qemu-nbd %s", text(beside.ours()), text(beside.qemu()));
                }
            }
        }
        return all;
    }

    private static Measured measured(FioJob job, NbdTarget server, int seconds)
            throws IOException, InterruptedException {
        long before = server.cpu().toNanos();
        FioJob.Result result = job.run(server.uri(), seconds);
        return new Measured(result, (server.cpu().toNanos() - before) * MICROS / result.requests());
    }

    private static String text(Measured measured) {
        return Answer.format("%.0f/s, CPU %.1f µs each", measured.result().aSecond(), measured.cpuMicros());
    }

    private static void print(Answer answer, Map<FioJob, List<Beside>> all) {
        all.forEach((job, rounds) -> answer.row(
                job.toString(),
                "≥ 0.8",
                Answer.format(
                        "%s × `qemu-nbd`: %s, CPU %.0f µs a request, qemu's %.0f µs",
                        Answer.ratio(new Percentiles(
                                rounds.stream().map(Beside::speed).toList())),
                        speed(job, rounds),
                        new Percentiles(rounds.stream()
                                        .map(row -> row.ours().cpuMicros())
                                        .toList())
                                .median(),
                        new Percentiles(rounds.stream()
                                        .map(row -> row.qemu().cpuMicros())
                                        .toList())
                                .median())));
    }

    private static String speed(FioJob job, List<Beside> rounds) {
        double aSecond = new Percentiles(rounds.stream()
                        .map(row -> row.ours().result().aSecond())
                        .toList())
                .median();
        return job.block() >= 64
                ? Answer.format("%,.0f MB/s", aSecond * job.block() * 1024 / 1e6)
                : Answer.format("%,.0f requests/s", aSecond);
    }
}
