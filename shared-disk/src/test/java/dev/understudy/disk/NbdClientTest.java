package dev.understudy.disk;

import static dev.understudy.disk.Claimants.ALICE;
import static dev.understudy.disk.Claimants.BOB;
import static dev.understudy.disk.Disk.await;
import static dev.understudy.disk.Disk.request;
import static dev.understudy.disk.Disk.staysOpen;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.device.DiskRequest.Kind;
import dev.understudy.vmm.identity.PeerIdentity;
import dev.understudy.vmm.log.DiskStatus;
import dev.understudy.vmm.replication.Arbiter.Answer;
import dev.understudy.vmm.replication.Arbiter.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our client against our server. */
class NbdClientTest {
    private static final byte[] NOTHING = {};

    @TempDir
    Path folder;

    @Test
    void everyKindOfRequestDoesWhatItSays() throws Exception {
        try (TestServer server = new TestServer(folder);
                Disk disk = server.plain("plain")) {
            assertEquals(TestServer.SIZE, disk.client.capacity());
            disk.writeOk(1000, "hello");
            assertEquals("\0hello\0", disk.readText(999, 7));
            disk.flushOk();
            assertEquals(
                    DiskStatus.OK,
                    await(disk.submit(Kind.WRITE_ZEROES, 1001, 3, NOTHING)).status());
            assertEquals("h\0\0\0o", disk.readText(1000, 5));
            assertEquals(
                    DiskStatus.OK,
                    await(disk.submit(Kind.DISCARD, 0, 4096, NOTHING)).status());
        }
    }

    @Test
    void aRequestBeyondTheEndIsAnErrorOfTheDevice() throws Exception {
        try (TestServer server = new TestServer(folder);
                Disk disk = server.plain("plain")) {
            assertEquals(
                    DiskStatus.NO_SPACE,
                    await(disk.write(TestServer.SIZE - 1, "xx")).status());
            assertEquals(
                    DiskStatus.IO_ERROR, await(disk.read(TestServer.SIZE, 1)).status());
            disk.writeOk(TestServer.SIZE - 2, "xx");
        }
    }

    @Test
    void manyRequestsAtOnceAllComeBack() throws Exception {
        try (TestServer server = new TestServer(folder);
                Disk disk = server.plain("plain")) {
            byte[] data = new byte[4096];
            new Random(7).nextBytes(data);
            List<CompletableFuture<Disk.Answer>> writes = new ArrayList<>();
            for (int page = 0; page < 256; page++) {
                writes.add(disk.submit(Kind.WRITE, page * 4096L, 4096, data));
            }
            for (CompletableFuture<Disk.Answer> write : writes) {
                assertEquals(DiskStatus.OK, await(write).status());
            }
            assertArrayEquals(data, await(disk.read(255 * 4096L, 4096)).data());
            byte[] whole = await(disk.read(0, (int) TestServer.SIZE)).data();
            assertEquals(TestServer.SIZE, whole.length);
        }
    }

    @Test
    void aBoundExportIsReadOnlyForPlainClientsWhileALifeRuns() throws Exception {
        try (TestServer server = new TestServer(folder);
                Disk plain = server.plain("disk")) {
            plain.writeOk(0, "prepared");
            server.start(ALICE, 1);
            assertEquals(DiskStatus.IO_ERROR, await(plain.write(0, "meddling")).status());
            assertEquals("prepared", plain.readText(0, 8));
            await(server.ask(ALICE, new Request.End("vm", 1)));
            plain.writeOk(0, "mended  ");
        }
    }

    @Test
    void anOwnerIsRefusedOnAnExportThatIsNotTheVms() throws Exception {
        try (TestServer server = new TestServer(folder)) {
            server.start(ALICE, 1);
            NbdClientOptions wrong =
                    NbdClientOptions.owned(server.endpoint(), "plain", new OwnerBinding("vm", ALICE, 1));
            IOException thrown = assertThrows(IOException.class, () -> new Disk(wrong));
            assertTrue(thrown.getMessage().contains("export plain is not bound to VM vm"), thrown.getMessage());
        }
    }

    @Test
    void aServerThatIsNotThereIsSaidSo() {
        NbdClientOptions options = NbdClientOptions.plain(new NbdEndpoint("127.0.0.1", 1, null), "x")
                .withOpenTimeout(Duration.ofMillis(200));
        IOException thrown = assertThrows(IOException.class, () -> NbdClient.open(options, null));
        assertTrue(thrown.getMessage().contains("Connection refused"), thrown.getMessage());
    }

    @Test
    void aMissingExportIsSaidSo() throws Exception {
        try (TestServer server = new TestServer(folder)) {
            NbdClientOptions options =
                    NbdClientOptions.plain(server.endpoint(), "x").withOpenTimeout(Duration.ofSeconds(2));
            IOException thrown = assertThrows(IOException.class, () -> NbdClient.open(options, null));
            assertTrue(thrown.getMessage().contains("no export named 'x'"), thrown.getMessage());
        }
    }

    @Test
    void aStandbyIsConnectedBeforeItOwns() throws Exception {
        try (TestServer server = new TestServer(folder)) {
            server.start(ALICE, 1);
            server.open(ALICE, 2, BOB);
            try (Disk backup = new Disk(NbdClientOptions.standby(server.endpoint(), "disk", "vm", BOB))) {
                assertEquals(TestServer.SIZE, backup.client.capacity());
                CompletableFuture<Disk.Answer> early = backup.write(0, "re-issued");
                assertTrue(staysOpen(early), "nothing leaves before it owns");
                await(server.claim(BOB, 2));
                backup.client.own(2, server.server.instance());
                assertEquals(DiskStatus.OK, await(early).status());
                assertEquals(server.server.instance(), backup.awaitInstance());
            }
        }
    }

    @Test
    void aStandbyThatLostTheClaimIsTold() throws Exception {
        try (TestServer server = new TestServer(folder);
                Disk backup = new Disk(NbdClientOptions.standby(server.endpoint(), "disk", "vm", BOB))) {
            server.start(ALICE, 1);
            backup.client.own(2, 0);
            assertTrue(await(backup.ownershipLost).contains("does not own generation 2"));
        }
    }

    @Test
    void afterARestartUnsyncedWritesGoFirstAndInOrder() throws Exception {
        TestServer first = new TestServer(folder);
        int port = first.server.port();
        first.start(ALICE, 1);
        try (Disk disk = first.owned(ALICE, 1)) {
            assertEquals(first.server.instance(), disk.awaitInstance());
            disk.writeOk(0, "kept");
            first.close();
            CompletableFuture<Disk.Answer> pending = disk.write(2, "PEND");
            try (TestServer second = new TestServer(folder, Rule.ALL, null, port)) {
                long instance = disk.awaitInstance();
                assertEquals(second.server.instance(), instance);
                assertNotEquals(first.server.instance(), instance);
                assertTrue(staysOpen(pending), "held until the unsynced writes are there again");
                disk.client.resume(first.server.instance(), List.of()); // void: of an older instance
                assertTrue(staysOpen(pending));
                disk.client.resume(instance, List.of(rewrite(100, "aaaaaa"), rewrite(101, "bbbb")));
                assertEquals(DiskStatus.OK, await(pending).status());
                assertEquals("bbPEND", disk.readText(0, 6));
                assertTrue(disk.completed.stream().noneMatch(request -> request.id() >= 100));
            }
        }
    }

    @Test
    void aResumeThatComesWhileTheConnectionIsAwayIsNotForgotten() throws Exception {
        try (TestServer server = new TestServer(folder);
                BreakingProxy proxy = new BreakingProxy(server.server.port())) {
            server.start(ALICE, 1);
            NbdEndpoint through = new NbdEndpoint("127.0.0.1", proxy.port(), null);
            NbdClientOptions options = NbdClientOptions.owned(through, "disk", new OwnerBinding("vm", ALICE, 1))
                    .withKnownInstance(server.server.instance() ^ 1);
            try (Disk disk = new Disk(options)) {
                long instance = disk.awaitInstance();
                CompletableFuture<Disk.Answer> read = disk.read(0, 6);
                disk.client.standBy(() -> {});
                disk.client.resume(instance, List.of(rewrite(0, "aaaaaa")));
                disk.client.own(1, instance);
                assertEquals("aaaaaa", await(read).text());
            }
        }
    }

    @Test
    void anOwnerThatHasNotResumedIsHeldAgain() throws Exception {
        try (TestServer server = new TestServer(folder)) {
            server.start(ALICE, 1);
            NbdClientOptions options = NbdClientOptions.owned(
                            server.endpoint(), "disk", new OwnerBinding("vm", ALICE, 1))
                    .withKnownInstance(server.server.instance() ^ 1);
            try (Disk disk = new Disk(options)) {
                long instance = disk.awaitInstance();
                CompletableFuture<Disk.Answer> read = disk.read(0, 6);
                disk.client.standBy(() -> {});
                disk.client.own(1, instance);
                assertEquals(instance, disk.awaitInstance());
                assertTrue(staysOpen(read), "to be told an instance is not to have written again");
                disk.client.resume(instance, List.of(rewrite(0, "aaaaaa")));
                assertEquals("aaaaaa", await(read).text());
            }
        }
    }

    private static DiskRequest rewrite(long id, String text) {
        return request(id, Kind.WRITE, 0, text.length(), text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aBackupGoingLiveOnARestartedServerRewritesFirst() throws Exception {
        try (TestServer server = new TestServer(folder)) {
            server.start(ALICE, 1);
            long formerInstance = server.server.instance() ^ 1;
            NbdClientOptions options = NbdClientOptions.owned(
                            server.endpoint(), "disk", new OwnerBinding("vm", ALICE, 1))
                    .withKnownInstance(formerInstance);
            try (Disk disk = new Disk(options)) {
                CompletableFuture<Disk.Answer> read = disk.read(0, 6);
                assertTrue(staysOpen(read));
                disk.client.resume(disk.awaitInstance(), List.of(rewrite(0, "aaaaaa")));
                assertEquals("aaaaaa", await(read).text());
            }
        }
    }

    @Test
    void aBrokenConnectionIsNoAnswerAndHealsByItself() throws Exception {
        try (TestServer server = new TestServer(folder);
                BreakingProxy proxy = new BreakingProxy(server.server.port())) {
            server.start(ALICE, 1);
            NbdEndpoint through = new NbdEndpoint("127.0.0.1", proxy.port(), null);
            try (Disk disk = new Disk(NbdClientOptions.owned(through, "disk", new OwnerBinding("vm", ALICE, 1)))) {
                for (int round = 0; round < 20; round++) {
                    String text = String.format("round %04d", round);
                    CompletableFuture<Disk.Answer> write = disk.write(0, text);
                    proxy.breakAll();
                    assertEquals(DiskStatus.OK, await(write).status());
                    assertEquals(text, disk.readText(0, text.length()));
                }
                assertFalse(disk.ownershipLost.isDone());
            }
        }
    }

    @Test
    void aServerThatSaysNothingMoreIsTakenAsLost() throws Exception {
        try (TestServer server = new TestServer(folder);
                BreakingProxy proxy = new BreakingProxy(server.server.port())) {
            server.start(ALICE, 1);
            NbdEndpoint through = new NbdEndpoint("127.0.0.1", proxy.port(), null);
            NbdClientOptions options = NbdClientOptions.owned(through, "disk", new OwnerBinding("vm", ALICE, 1))
                    .withSilence(Duration.ofMillis(700));
            try (Disk disk = new Disk(options)) {
                proxy.swallowAnswers(true);
                CompletableFuture<Disk.Answer> write = disk.write(0, "waited");
                while (disk.reachable.take() != 0) {
                    assertFalse(write.isDone());
                }
                proxy.swallowAnswers(false);
                assertEquals(DiskStatus.OK, await(write).status());
            }
        }
    }

    @Test
    void anIdleOwnerShowsThatItLivesAndNobodyElseCanStart() throws Exception {
        try (TestServer server = new TestServer(folder)) {
            server.start(ALICE, 1);
            try (Disk disk = server.owned(ALICE, 1)) {
                server.nanoTime.addAndGet(Duration.ofSeconds(11).toNanos());
                while (server.server.status().vms().get(0).silentMillis() != 0) {
                    Thread.sleep(10); // for the next pulse, which real time brings
                }
                assertTrue(await(server.ask(BOB, new Request.Start("vm", false))) instanceof Answer.Refused);
                assertFalse(disk.ownershipLost.isDone());
            }
        }
    }

    @Test
    void overTlsTheSameWorks() throws Exception {
        byte[] secret = "a secret of the pair, long enough".getBytes(StandardCharsets.UTF_8);
        PeerIdentity alice = PeerIdentity.fromSecret(secret);
        try (TestServer server = new TestServer(folder, Rule.ALL, PeerIdentity.fromSecret(secret), 0)) {
            NbdEndpoint endpoint = server.endpoint(alice);
            assertEquals(
                    new Answer.Granted(1),
                    await(TestServer.ask(endpoint, alice.claimant(), new Request.Start("vm", false))));
            OwnerBinding owner = new OwnerBinding("vm", alice.claimant(), 1);
            try (Disk disk = new Disk(NbdClientOptions.owned(endpoint, "disk", owner))) {
                disk.writeOk(0, "secret");
                disk.flushOk();
                assertEquals("secret", disk.readText(0, 6));
            }
        }
    }

    @Test
    void aPeerOfAnotherSecretIsLetInNowhere() throws Exception {
        byte[] secret = "a secret of the pair, long enough".getBytes(StandardCharsets.UTF_8);
        byte[] other = "another pair's secret, as long as".getBytes(StandardCharsets.UTF_8);
        try (TestServer server = new TestServer(folder, Rule.ALL, PeerIdentity.fromSecret(secret), 0)) {
            for (PeerIdentity stranger : new PeerIdentity[] {PeerIdentity.fromSecret(other), null}) {
                NbdClientOptions options = NbdClientOptions.plain(server.endpoint(stranger), "disk")
                        .withOpenTimeout(Duration.ofSeconds(3));
                assertThrows(IOException.class, () -> NbdClient.open(options, null));
                Answer answer = await(TestServer.ask(server.endpoint(stranger), ALICE, new Request.Query("vm")));
                assertTrue(answer instanceof Answer.Unreachable, answer.toString());
            }
        }
    }

    @Test
    void anArbiterThatIsAwayIsUnreachableAndLaterReachable() throws Exception {
        TestServer first = new TestServer(folder);
        int port = first.server.port();
        NbdEndpoint endpoint = first.endpoint();
        first.start(ALICE, 1);
        first.close();
        Answer away = await(TestServer.ask(endpoint, ALICE, new Request.Claim("vm", 1)));
        assertTrue(away instanceof Answer.Unreachable, away.toString());
        try (TestServer second = new TestServer(folder, Rule.ALL, null, port)) {
            assertEquals(new Answer.Granted(1), await(second.claim(ALICE, 1)));
        }
    }

    @Test
    void anUnknownVmIsSaidSo() throws Exception {
        try (TestServer server = new TestServer(folder)) {
            Answer answer = await(server.ask(ALICE, new Request.Start("nobody", false)));
            assertTrue(answer.toString().contains("no VM named 'nobody'"), answer.toString());
        }
    }
}
