package dev.understudy.cli.hosts;

import dev.understudy.cli.counter.CounterClient;
import dev.understudy.cli.counter.CounterControl;
import dev.understudy.cli.counter.CounterTally;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * Clients that count, as a program for a host of their own: {@code HOST}, and two ports where they are not the README's.
 * Prints how many increments are acknowledged, and, once its input ends or has a line, what was wrong and the last value.
 */
final class CountingClients {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CLIENTS = 4;

    private CountingClients() {}

    public static void main(String[] arguments) throws Exception {
        InetSocketAddress plain = new InetSocketAddress(arguments[0], port(arguments, 1, 5007));
        InetSocketAddress control = new InetSocketAddress(arguments[0], port(arguments, 2, 5009));
        long before;
        try (CounterControl counter = new CounterControl(control)) {
            before = counter.value(PATIENCE);
        }
        try (CounterClient clients = new CounterClient(
                new CounterClient.Options(plain, 1, CLIENTS, 1, Duration.ZERO, PATIENCE, OptionalLong.of(before)))) {
            CompletableFuture<CounterTally> counting = CompletableFuture.supplyAsync(() -> count(clients));
            CompletableFuture<Void> told = CompletableFuture.runAsync(CountingClients::awaitInput);
            while (!told.isDone() && !counting.isDone()) {
                System.out.println("acknowledged " + clients.acknowledged());
                Thread.sleep(50);
            }
            clients.stop();
            CounterTally tally = counting.get();
            tally.faults().forEach(fault -> System.out.println("fault " + fault));
            System.out.println("longest-gap " + Math.round(tally.longestGapMillis()));
            System.out.println("last " + tally.lastValue());
        }
    }

    private static int port(String[] arguments, int at, int otherwise) {
        return arguments.length > at ? Integer.parseInt(arguments[at]) : otherwise;
    }

    private static CounterTally count(CounterClient clients) {
        try {
            return clients.run(CounterClient.REQUESTS_MAX, Duration.ofHours(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void awaitInput() {
        try {
            int read = System.in.read();
            assert read < 256;
        } catch (IOException e) {
            // the same as its end
        }
    }
}
