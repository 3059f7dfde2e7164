package dev.understudy.disk;

import static dev.understudy.disk.Claimants.ALICE;
import static dev.understudy.disk.Claimants.BOB;
import static dev.understudy.disk.Disk.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.replication.Arbiter.Answer;
import dev.understudy.vmm.replication.Arbiter.Request;
import dev.understudy.vmm.replication.ClaimantId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL to a real disk server process. */
class KilledServerTest {
    private static final long SIZE = 1 << 20;

    @TempDir
    Path folder;

    private ServerProcess start(int port) throws IOException {
        return ServerProcess.start(folder.resolve("state"), folder.resolve("disk.img"), SIZE, port);
    }

    private static Answer ask(ServerProcess server, ClaimantId who, Request request) throws Exception {
        return await(TestServer.ask(new NbdEndpoint("127.0.0.1", server.port(), null), who, request));
    }

    @Test
    void theRecordAndFlushedWritesOutliveItAndTheOwnerGoesOn() throws Exception {
        ServerProcess first = start(0);
        int port = first.port();
        ask(first, ALICE, new Request.Start("vm", false));
        ask(first, ALICE, new Request.Open("vm", 2, BOB));
        NbdEndpoint endpoint = new NbdEndpoint("127.0.0.1", port, null);
        try (Disk disk = new Disk(NbdClientOptions.owned(endpoint, "disk", new OwnerBinding("vm", ALICE, 1)))) {
            long firstInstance = disk.awaitInstance();
            disk.writeOk(0, "flushed");
            disk.flushOk();
            first.kill();
            CompletableFuture<Disk.Answer> pending = disk.write(100, "sent into the void");
            try (ServerProcess second = start(port)) {
                long secondInstance = disk.awaitInstance();
                assertNotEquals(firstInstance, secondInstance);
                disk.client.resume(secondInstance, List.of());
                await(pending);
                assertEquals("flushed", disk.readText(0, 7));
                assertEquals("sent into the void", disk.readText(100, 18));
                assertEquals(new Answer.State(1, ALICE, BOB, false), ask(second, ALICE, new Request.Query("vm")));
                assertEquals(new Answer.Granted(2), ask(second, BOB, new Request.Claim("vm", 2)));
                second.kill();
            }
            try (ServerProcess third = start(port)) {
                assertTrue(await(disk.ownershipLost).contains("does not own generation 1"));
                assertEquals(new Answer.Granted(2), ask(third, BOB, new Request.Claim("vm", 2)));
                assertTrue(ask(third, ALICE, new Request.Claim("vm", 2)) instanceof Answer.Refused);
            }
        }
    }

    @Test
    void aSecondServerOnTheSameStateOrImageFailsWithAClearError() throws Exception {
        try (ServerProcess first = start(0)) {
            assertTrue(first.port() > 0);
            IOException state = assertThrows(IOException.class, () -> start(0));
            assertTrue(state.getMessage().contains("lock is in use by another disk server"), state.getMessage());
            IOException image = assertThrows(
                    IOException.class,
                    () -> ServerProcess.start(folder.resolve("other"), folder.resolve("disk.img"), SIZE, 0));
            assertTrue(image.getMessage().contains("disk.img is in use by another"), image.getMessage());
        }
    }
}
