package dev.understudy.benchmarks;

import dev.understudy.cli.NodeStatus;
import dev.understudy.cli.counter.CounterClient;
import dev.understudy.cli.counter.CounterTally;
import dev.understudy.vmm.log.EntryKind;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What does the log carry, before TLS? The counter in a real pair: bytes a second while nobody asks it anything, and bytes
 * and entries of each kind for a request while clients do.
 *
 * <p>Arguments: seconds idle, and again with clients (10), clients (4).
 */
public final class PairTraffic {
    private PairTraffic() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int seconds = Host.number(arguments, 0, 10);
        int clients = Host.number(arguments, 1, 4);
        try (PairRun pair = new PairRun(Host.guest("counter"))) {
            System.out.println("Log, " + Host.describe());
            NodeStatus before = pair.primary();
            TimeUnit.SECONDS.sleep(seconds);
            NodeStatus idle = pair.primary();
            System.out.printf(
                    "  idle  %.1f bytes/s in %.1f entries/s%n",
                    grown("logBytes", before, idle) / seconds, grown("logEntries", before, idle) / seconds);
            CounterTally tally;
            try (CounterClient client = new CounterClient(CounterClient.Options.closedLoop(pair.server(), clients))) {
                tally = client.run(CounterClient.REQUESTS_MAX, Duration.ofSeconds(seconds));
            }
            print(idle, pair.primary(), tally.acknowledged());
        }
    }

    private static void print(NodeStatus before, NodeStatus after, long requests) {
        System.out.printf(
                "  %d requests: %.1f bytes in %.2f entries each%n",
                requests, grown("logBytes", before, after) / requests, grown("logEntries", before, after) / requests);
        for (EntryKind kind : EntryKind.values()) {
            double entries = grown("logEntries." + kind.label(), before, after);
            if (entries > 0) {
                System.out.printf(
                        "  %-16s %8.0f entries  %6.2f bytes each  %5.2f a request%n",
                        kind.label(),
                        entries,
                        grown("logBytes." + kind.label(), before, after) / entries,
                        entries / requests);
            }
        }
    }

    private static double grown(String field, NodeStatus before, NodeStatus after) {
        return after.number(field) - before.number(field);
    }
}
