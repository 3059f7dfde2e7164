package dev.understudy.channel;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.understudy.vmm.replication.PeerMessage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A listener that keeps what it hears, for the test's thread to wait for. */
class Recorder implements PeerListener {
    final LinkedBlockingQueue<PeerMessage> messages = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<Long> acknowledged = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<String> closed = new LinkedBlockingQueue<>();

    @Override
    public void message(PeerMessage message) {
        messages.add(message);
    }

    @Override
    public void acknowledged(long nextSequence) {
        acknowledged.add(nextSequence);
    }

    @Override
    public void closed(String reason) {
        closed.add(reason);
    }

    <T extends PeerMessage> T next(Class<T> type) throws InterruptedException {
        return type.cast(await(messages));
    }

    void awaitAcknowledged(long next) throws InterruptedException {
        while (await(acknowledged) < next) {}
    }

    static <T> T await(LinkedBlockingQueue<T> queue) throws InterruptedException {
        T element = queue.poll(20, TimeUnit.SECONDS);
        assertNotNull(element, "nothing within 20 s");
        return element;
    }
}
