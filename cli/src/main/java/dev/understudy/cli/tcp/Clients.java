package dev.understudy.cli.tcp;

import dev.understudy.cli.counter.LongestGaps;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** A thread for each conversation, which asks and asks until it is stopped or an answer is wrong. */
public final class Clients implements AutoCloseable {
    private static final long END_MILLIS = 10_000;

    private final List<Conversation> conversations;
    private final List<Thread> threads = new ArrayList<>();
    private final LongAdder answered = new LongAdder();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final LongestGaps gaps = new LongestGaps();
    private volatile boolean stopped;

    private Clients(List<? extends Conversation> conversations) {
        this.conversations = List.copyOf(conversations);
    }

    /** They belong to the clients now, which close them. */
    public static Clients start(List<? extends Conversation> conversations) {
        Clients clients = new Clients(conversations);
        for (Conversation conversation : clients.conversations) {
            Thread thread = new Thread(() -> clients.talk(conversation), "client");
            thread.setDaemon(true);
            thread.start();
            clients.threads.add(thread);
        }
        return clients;
    }

    private void talk(Conversation conversation) {
        try {
            String fault = null;
            while (!stopped && fault == null) {
                long began = System.nanoTime();
                fault = conversation.ask();
                gaps.note(began, System.nanoTime());
                if (fault == null) {
                    answered.increment();
                }
            }
            if (fault != null) {
                faults.add(fault);
            }
        } catch (IOException | RuntimeException e) {
            faults.add(conversation + ": the connection ended: " + e);
        }
    }

    /** Right answers so far. Any thread. */
    public long answered() {
        return answered.sum();
    }

    /** What somebody saw wrong so far. Any thread. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    /** Ends them behind the answers that they wait for; who gets none has seen a fault. */
    public Talk stop() throws InterruptedException {
        stopped = true;
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(END_MILLIS);
        for (Thread thread : threads) {
            TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
            if (thread.isAlive()) {
                faults.add("no answer for " + END_MILLIS + " ms");
            }
        }
        return new Talk(answered.sum(), List.copyOf(faults), gaps.inOrder());
    }

    @Override
    public void close() throws IOException {
        stopped = true;
        for (Conversation conversation : conversations) {
            conversation.close();
        }
    }
}
