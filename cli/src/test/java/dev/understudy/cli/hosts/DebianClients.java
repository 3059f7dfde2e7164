package dev.understudy.cli.hosts;

import dev.understudy.cli.counter.Gap;
import dev.understudy.cli.tcp.Clients;
import dev.understudy.cli.tcp.Conversation;
import dev.understudy.cli.tcp.RedisCounter;
import dev.understudy.cli.tcp.Talk;
import dev.understudy.cli.tcp.WebReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Clients of redis and nginx, each with a connection that stays, as a program for a host of their own: {@code HOST}. Speaks as
 * {@link CountingClients} does; a connection that ends is a fault, so is a value at the end that was not acknowledged.
 */
final class DebianClients {
    private static final int REDIS_CLIENTS = 3;
    private static final int WEB_CLIENTS = 2;
    private static final long DAY_NANOS = 86_400_000_000_000L;

    private DebianClients() {}

    public static void main(String[] arguments) throws Exception {
        InetSocketAddress redis = new InetSocketAddress(arguments[0], DebianOnHosts.REDIS_PORT);
        List<RedisCounter> counters = new ArrayList<>();
        for (int client = 0; client < REDIS_CLIENTS; client++) {
            counters.add(new RedisCounter(redis, "visits:" + client));
        }
        List<Conversation> all = new ArrayList<>(counters);
        for (int client = 0; client < WEB_CLIENTS; client++) {
            all.add(new WebReader(new InetSocketAddress(arguments[0], DebianOnHosts.WEB_PORT)));
        }
        try (Clients clients = Clients.start(all)) {
            CompletableFuture<Void> told = CompletableFuture.runAsync(CountingClients::awaitInput);
            while (!told.isDone() && clients.faults().isEmpty()) {
                System.out.println("acknowledged " + clients.answered());
                Thread.sleep(50);
            }
            tell(clients.stop(), counters, redis);
        }
    }

    private static void tell(Talk talk, List<RedisCounter> counters, InetSocketAddress redis) throws IOException {
        talk.faults().forEach(fault -> System.out.println("fault " + fault));
        long now = System.nanoTime();
        System.out.println("longest-gap " + Math.round(Gap.longestMillis(talk.gaps(), now - DAY_NANOS, now)));
        long sum = 0;
        for (int client = 0; client < counters.size(); client++) {
            long acknowledged = counters.get(client).value();
            sum += acknowledged;
            try (RedisCounter witness = new RedisCounter(redis, "visits:" + client)) {
                if (witness.value() != acknowledged) {
                    System.out.println("fault acknowledged " + acknowledged + ", there is " + witness.value());
                }
            }
        }
        System.out.println("last " + sum);
    }
}
