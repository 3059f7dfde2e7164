package dev.understudy.benchmarks;

import dev.understudy.cli.NodeStatus;
import dev.understudy.cli.counter.CounterClient;
import dev.understudy.cli.counter.CounterTally;
import java.io.IOException;
import java.time.Duration;

/**
 * How long does the Output Rule delay an output? The counter in a real pair with clients; the time from the vCPU's hand-over
 * of a frame or disk write to its leaving, which the backup's acknowledgement ends. The newest 4096 outputs after a
 * warm-up, so that the figure is the pair's and not the JIT's.
 *
 * <p>Arguments: seconds of warm-up (20), clients (4).
 */
public final class OutputHold {
    private OutputHold() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int seconds = Host.number(arguments, 0, 20);
        int clients = Host.number(arguments, 1, 4);
        try (PairRun pair = new PairRun(Host.guest("counter"))) {
            System.out.println("Output hold, " + clients + " clients, " + Host.describe());
            CounterTally tally;
            try (CounterClient client = new CounterClient(CounterClient.Options.closedLoop(pair.server(), clients))) {
                tally = client.run(CounterClient.REQUESTS_MAX, Duration.ofSeconds(seconds));
            }
            NodeStatus primary = pair.primary();
            System.out.printf(
                    "  %d increments, %d a second, %d outputs held%n",
                    tally.acknowledged(), tally.acknowledged() / seconds, primary.number("outputsHeld"));
            System.out.printf(
                    "  output hold  p50 %d µs  p99 %d µs%n",
                    primary.number("holdMicrosP50"), primary.number("holdMicrosP99"));
        }
    }
}
