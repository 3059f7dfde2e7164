package dev.understudy.disk;

import static dev.understudy.disk.Claimants.ALICE;
import static dev.understudy.disk.Claimants.BOB;
import static dev.understudy.disk.Disk.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.log.DiskStatus;
import dev.understudy.vmm.replication.Arbiter.Answer;
import dev.understudy.vmm.replication.Arbiter.Request;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A request that comes alone is done by the thread that read it, and nobody else waits for that. */
class EventLoopsTest {
    private static final int OTHERS = 20;

    @TempDir
    Path folder;

    @Test
    void aWriteThatStandsStillOnItsEventLoopHoldsUpNoOtherConnection() throws Exception {
        try (TestServer server = new TestServer(folder)) {
            server.start(ALICE, 1);
            try (Disk owner = server.owned(ALICE, 1)) {
                server.image.stallNextWrite();
                CompletableFuture<Disk.Answer> write = owner.write(0, "slow");
                server.image.stalled.await();
                assertFalse(server.image.stalledThread.getName().startsWith("disk-"), "done by no worker");
                serveOthers(server);
                assertInstanceOf(Answer.State.class, await(server.ask(BOB, new Request.Query("vm"))));
                assertFalse(write.isDone());
                server.image.letGo.countDown();
                assertEquals(DiskStatus.OK, await(write).status());
            }
        }
    }

    private static void serveOthers(TestServer server) throws Exception {
        List<Disk> others = new ArrayList<>();
        try {
            for (int i = 0; i < OTHERS; i++) {
                Disk other = server.plain("plain");
                others.add(other);
                other.writeOk(0, "text");
                assertEquals("text", other.readText(0, 4));
            }
        } finally {
            others.forEach(Disk::close);
        }
    }

    @Test
    void aLargeWriteIsAWorkersAndWhatComesBehindItIsServed() throws Exception {
        try (TestServer server = new TestServer(folder)) {
            server.start(ALICE, 1);
            try (Disk owner = server.owned(ALICE, 1)) {
                server.image.stallNextWrite();
                CompletableFuture<Disk.Answer> large = owner.write(0, "x".repeat(256 << 10));
                server.image.stalled.await();
                assertTrue(server.image.stalledThread.getName().startsWith("disk-"), "a large one is a worker's");
                assertEquals(
                        DiskStatus.OK,
                        await(owner.write(512 << 10, "behind it")).status());
                server.image.letGo.countDown();
                assertEquals(DiskStatus.OK, await(large).status());
            }
        }
    }
}
