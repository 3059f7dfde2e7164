package dev.understudy.channel;

import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.Phase;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long from flush to acknowledgement over TLS on this host, and how many entries a second pass? Run it by hand:
 * {@code mvn -q -pl logging-channel -am test-compile}, then {@code java} with the test class path.
 */
final class RoundTrip {
    private RoundTrip() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = 20_000;
        int entries = 5_000_000;
        AtomicLong acknowledged = new AtomicLong();
        try (Pairing pairing = new Pairing(Pairing.tls())) {
            pairing.joined(ChannelLogQueue.DEFAULT_WINDOW, ChannelLogSink.DEFAULT_BACKLOG, () -> {}, () -> {});
            Thread consumer = new Thread(() -> consume(pairing.queue), "consumer");
            consumer.setDaemon(true);
            consumer.start();
            Thread acks = new Thread(() -> follow(pairing.primary, acknowledged), "acks");
            acks.setDaemon(true);
            acks.start();
            for (int turn = 0; turn < 3; turn++) {
                long[] nanos = roundTrips(pairing.sink, acknowledged, rounds);
                System.out.printf(
                        "flush to ack: p50 %.1f us, p99 %.1f us, p99.9 %.1f us%n",
                        nanos[rounds / 2] / 1e3, nanos[rounds / 100 * 99] / 1e3, nanos[rounds / 1000 * 999] / 1e3);
            }
            for (int turn = 0; turn < 3; turn++) {
                long start = System.nanoTime();
                long last = 0;
                for (int i = 0; i < entries; i++) {
                    last = pairing.sink.append(entry(pairing.sink.appended()));
                    while (pairing.sink.isFull()) {
                        Thread.onSpinWait();
                    }
                }
                pairing.sink.flush();
                awaitAck(acknowledged, last + 1);
                System.out.printf("%.2f million entries/s%n", entries * 1e3 / (System.nanoTime() - start));
            }
        }
    }

    private static LogEntry entry(long sequence) {
        return new LogEntry(sequence * 1_000, Phase.DURING, new Event.TimeRead(sequence * 10));
    }

    private static long[] roundTrips(ChannelLogSink sink, AtomicLong acknowledged, int rounds) throws Exception {
        long[] nanos = new long[rounds];
        for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            long sequence = sink.append(entry(sink.appended()));
            sink.flush();
            awaitAck(acknowledged, sequence + 1);
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos;
    }

    private static void awaitAck(AtomicLong acknowledged, long next) throws InterruptedException {
        for (int spins = 0; acknowledged.get() < next; spins++) {
            if (spins > 1_000) {
                Thread.sleep(0, 20_000);
            } else {
                Thread.yield();
            }
        }
    }

    private static void consume(ChannelLogQueue queue) {
        while (true) {
            if (queue.peek() == null) {
                java.util.concurrent.locks.LockSupport.parkNanos(200_000);
            } else {
                queue.take();
            }
        }
    }

    private static void follow(Recorder primary, AtomicLong acknowledged) {
        try {
            while (true) {
                acknowledged.set(primary.acknowledged.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
