package dev.understudy.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One run of {@code wrk} with 20 connections that stay open: nginx's own page, for some seconds. */
record WebLoad() implements ServerLoad {
    private static final int REQUESTS_A_SECOND = 1_000;
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
    private static final Pattern RATE = Pattern.compile("Requests/sec: +([0-9.]+)");

    @Override
    public int guestPort() {
        return Debian.WEB_PORT;
    }

    @Override
    public int payloadBytes() {
        return 0;
    }

    @Override
    public Ran run(InetSocketAddress server, int requests) throws IOException, InterruptedException {
        int seconds = Math.max(1, requests / REQUESTS_A_SECOND);
        String page = "http://" + server.getHostString() + ":" + server.getPort() + "/";
        String said = ServerLoad.said(List.of("wrk", "-t1", "-c20", "-d" + seconds + "s", page));
        Matcher count = REQUESTS.matcher(said);
        Matcher rate = RATE.matcher(said);
        if (!count.find() || !rate.find() || said.contains("Non-2xx")) {
            throw new IOException("wrk says: " + said);
        }
        return new Ran(Double.parseDouble(rate.group(1)), Long.parseLong(count.group(1)));
    }

    @Override
    public String toString() {
        return "nginx's page";
    }
}
