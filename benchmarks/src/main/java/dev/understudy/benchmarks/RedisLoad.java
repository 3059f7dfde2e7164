package dev.understudy.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One run of {@code redis-benchmark} with 20 connections. {@code pipeline}: requests under way on each. */
record RedisLoad(String test, int pipeline, int valueBytes) implements ServerLoad {
    private static final int SMALL = 3;
    private static final int LARGE = 64 << 10;

    /** Large values come last: what GET reads was written by the SET before it. */
    static final List<RedisLoad> ALL = List.of(
            new RedisLoad("set", 1, SMALL),
            new RedisLoad("get", 1, SMALL),
            new RedisLoad("set", 16, SMALL),
            new RedisLoad("get", 16, SMALL),
            new RedisLoad("set", 1, LARGE),
            new RedisLoad("get", 1, LARGE));

    private static final Pattern RATE = Pattern.compile("(?m)^\"[A-Z]+\",\"([0-9.]+)\"");

    @Override
    public int guestPort() {
        return Debian.REDIS_PORT;
    }

    @Override
    public int payloadBytes() {
        return valueBytes == SMALL ? 0 : valueBytes;
    }

    @Override
    public Ran run(InetSocketAddress server, int requests) throws IOException, InterruptedException {
        int count = Math.max(1, valueBytes == SMALL ? requests : requests / 10);
        String said = ServerLoad.said(List.of(
                "redis-benchmark",
                "-h",
                server.getHostString(),
                "-p",
                "" + server.getPort(),
                "-c",
                "20",
                "-n",
                "" + count,
                "-d",
                "" + valueBytes,
                "-t",
                test,
                "-P",
                "" + pipeline,
                "--csv"));
        Matcher rate = RATE.matcher(said);
        if (!rate.find()) {
            throw new IOException("redis-benchmark says no rate: " + said);
        }
        return new Ran(Double.parseDouble(rate.group(1)), count);
    }

    @Override
    public String toString() {
        String values = valueBytes == SMALL ? "" : " of " + (valueBytes >> 10) + " KiB";
        return "redis " + test.toUpperCase(Locale.ROOT) + values + ", pipeline " + pipeline;
    }
}
