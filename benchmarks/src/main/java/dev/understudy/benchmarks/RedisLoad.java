package dev.understudy.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One run of {@code redis-benchmark} with 20 connections. {@code pipeline}: requests under way on each. */
record RedisLoad(String test, int pipeline) {
    static final List<RedisLoad> ALL = List.of(
            new RedisLoad("set", 1), new RedisLoad("get", 1), new RedisLoad("set", 16), new RedisLoad("get", 16));

    private static final Pattern RATE = Pattern.compile("(?m)^\"[A-Z]+\",\"([0-9.]+)\"");

    /** Requests a second. */
    double run(InetSocketAddress server, int requests) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "redis-benchmark",
                        "-h",
                        server.getHostString(),
                        "-p",
                        "" + server.getPort(),
                        "-c",
                        "20",
                        "-n",
                        "" + requests,
                        "-t",
                        test,
                        "-P",
                        "" + pipeline,
                        "--csv")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher rate = RATE.matcher(said);
        if (process.waitFor() != 0 || !rate.find()) {
            throw new IOException("redis-benchmark ended with " + process.waitFor() + ": " + said);
        }
        return Double.parseDouble(rate.group(1));
    }

    @Override
    public String toString() {
        return test.toUpperCase(java.util.Locale.ROOT) + ", pipeline " + pipeline;
    }
}
