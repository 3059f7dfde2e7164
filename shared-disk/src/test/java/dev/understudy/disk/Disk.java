package dev.understudy.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.device.DiskRequest.Kind;
import dev.understudy.vmm.host.BlockStore;
import dev.understudy.vmm.log.DiskStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** A replica's disk as a test sees it: requests by name, answers to wait for. */
final class Disk implements AutoCloseable, BlockStore.Listener {
    static final long PATIENCE_SECONDS = 30;

    /** How a request was answered. */
    record Answer(DiskStatus status, byte[] data) {
        String text() {
            return new String(data, StandardCharsets.UTF_8);
        }
    }

    final NbdClient client;
    final CompletableFuture<String> ownershipLost = new CompletableFuture<>();
    /** Instances as reported, 0 for not reachable. */
    final LinkedBlockingQueue<Long> reachable = new LinkedBlockingQueue<>();

    final List<DiskRequest> completed = new ArrayList<>();
    private final ConcurrentHashMap<Long, CompletableFuture<Answer>> answers = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();

    Disk(NbdClientOptions options) throws IOException {
        client = NbdClient.open(options.withOpenTimeout(Duration.ofSeconds(PATIENCE_SECONDS)), this);
    }

    static DiskRequest request(long id, Kind kind, long offset, int length, byte[] data) {
        return new DiskRequest(id, kind, offset, length, data);
    }

    CompletableFuture<Answer> submit(Kind kind, long offset, int length, byte[] data) {
        return submit(request(ids.getAndIncrement(), kind, offset, length, data));
    }

    CompletableFuture<Answer> submit(DiskRequest request) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        answers.put(request.id(), answer);
        client.submit(request);
        return answer;
    }

    CompletableFuture<Answer> write(long offset, String text) {
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        return submit(Kind.WRITE, offset, data.length, data);
    }

    CompletableFuture<Answer> read(long offset, int length) {
        return submit(Kind.READ, offset, length, new byte[0]);
    }

    CompletableFuture<Answer> flush() {
        return submit(Kind.FLUSH, 0, 0, new byte[0]);
    }

    void writeOk(long offset, String text) throws Exception {
        assertEquals(DiskStatus.OK, await(write(offset, text)).status());
    }

    void flushOk() throws Exception {
        assertEquals(DiskStatus.OK, await(flush()).status());
    }

    String readText(long offset, int length) throws Exception {
        Answer answer = await(read(offset, length));
        assertEquals(DiskStatus.OK, answer.status());
        return answer.text();
    }

    static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** For what must not happen: true if it does not, however long one waits; this waits a little. */
    static boolean staysOpen(CompletableFuture<?> future) throws InterruptedException, ExecutionException {
        try {
            future.get(300, TimeUnit.MILLISECONDS);
            return false;
        } catch (TimeoutException e) {
            return true;
        }
    }

    /** Waits for the next report of an instance other than 0. */
    long awaitInstance() throws InterruptedException {
        while (true) {
            Long next = reachable.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("the disk did not become reachable");
            }
            if (next != 0) {
                return next;
            }
        }
    }

    @Override
    public void completed(DiskRequest request, DiskStatus status, byte[] data) {
        synchronized (completed) {
            completed.add(request);
        }
        answers.computeIfAbsent(request.id(), id -> new CompletableFuture<>()).complete(new Answer(status, data));
    }

    @Override
    public void ownershipLost(String reason) {
        ownershipLost.complete(reason);
    }

    @Override
    public void reachable(boolean isReachable, long instance) {
        reachable.add(isReachable ? instance : 0L);
    }

    @Override
    public void close() {
        client.close();
    }
}
