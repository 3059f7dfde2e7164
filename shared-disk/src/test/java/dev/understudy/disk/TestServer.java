package dev.understudy.disk;

import static dev.understudy.disk.Disk.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.understudy.vmm.identity.PeerIdentity;
import dev.understudy.vmm.replication.Arbiter;
import dev.understudy.vmm.replication.Arbiter.Answer;
import dev.understudy.vmm.replication.Arbiter.Request;
import dev.understudy.vmm.replication.ClaimantId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** A disk server with one export "disk" of 1 MiB bound to "vm", one "plain" bound to none, and what tests ask of it. */
final class TestServer implements AutoCloseable {
    static final long SIZE = 1 << 20;

    final DiskServer server;
    /** The arbiter's clock: it stands unless a test moves it. */
    final AtomicLong nanoTime = new AtomicLong();

    StallingImage image;

    TestServer(Path folder) throws IOException {
        this(folder, Rule.ALL, null, 0);
    }

    /** @param port 0: a free one */
    TestServer(Path folder, Set<Rule> rules, PeerIdentity identity, int port) throws IOException {
        DiskServerOptions options = identity == null
                ? DiskServerOptions.plaintext(folder.resolve("state"))
                : DiskServerOptions.secured(folder.resolve("state"), identity);
        server = new DiskServer(
                options.withClock(nanoTime::get)
                        .withAddress(new InetSocketAddress("127.0.0.1", port))
                        .withExport(new DiskExport("disk", folder.resolve("disk.img"), SIZE, "vm"))
                        .withExport(new DiskExport("plain", folder.resolve("plain.img"), SIZE, null)),
                rules,
                opened -> {
                    StallingImage stalling = new StallingImage(opened);
                    image = image == null ? stalling : image;
                    return stalling;
                });
        server.start();
    }

    NbdEndpoint endpoint() {
        return endpoint(null);
    }

    NbdEndpoint endpoint(PeerIdentity identity) {
        return new NbdEndpoint("127.0.0.1", server.port(), identity);
    }

    Disk plain(String export) throws IOException {
        return new Disk(NbdClientOptions.plain(endpoint(), export));
    }

    Disk owned(ClaimantId claimant, long generation) throws IOException {
        return new Disk(NbdClientOptions.owned(endpoint(), "disk", new OwnerBinding("vm", claimant, generation)));
    }

    CompletableFuture<Answer> ask(ClaimantId claimant, Request request) throws IOException {
        return ask(endpoint(), claimant, request);
    }

    static CompletableFuture<Answer> ask(NbdEndpoint endpoint, ClaimantId claimant, Request request)
            throws IOException {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Arbiter arbiter = new NbdArbiter(endpoint, claimant, Duration.ofSeconds(Disk.PATIENCE_SECONDS));
        arbiter.ask(request, answer::complete);
        answer.whenComplete((done, failure) -> arbiter.close());
        return answer;
    }

    void start(ClaimantId claimant, long generation) throws Exception {
        assertEquals(new Answer.Granted(generation), await(ask(claimant, new Request.Start("vm", false))));
    }

    void open(ClaimantId owner, long generation, ClaimantId backup) throws Exception {
        assertEquals(new Answer.Granted(generation), await(ask(owner, new Request.Open("vm", generation, backup))));
    }

    CompletableFuture<Answer> claim(ClaimantId claimant, long generation) throws IOException {
        return ask(claimant, new Request.Claim("vm", generation));
    }

    @Override
    public void close() throws IOException {
        if (image != null) {
            image.letGo.countDown();
        }
        server.close();
    }
}
