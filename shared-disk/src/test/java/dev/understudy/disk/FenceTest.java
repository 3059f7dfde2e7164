package dev.understudy.disk;

import static dev.understudy.disk.Claimants.ALICE;
import static dev.understudy.disk.Claimants.BOB;
import static dev.understudy.disk.Claimants.CAROL;
import static dev.understudy.disk.Disk.await;
import static dev.understudy.disk.Disk.staysOpen;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.identity.PeerIdentity;
import dev.understudy.vmm.log.DiskStatus;
import dev.understudy.vmm.replication.Arbiter.Answer;
import dev.understudy.vmm.replication.Arbiter.Request;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over real connections: each rule holds, and its twin shows what would happen without it. */
class FenceTest {
    @TempDir
    Path folder;

    // ---- FENCE

    @Test
    void aWriteOfTheOldOwnerAfterTheGrantIsRefusedAndNeverCompletes() throws Exception {
        assertFalse(oldOwnersLateWriteLands(Rule.ALL));
    }

    @Test
    void withoutTheFenceItWouldLand() throws Exception {
        assertTrue(oldOwnersLateWriteLands(Rule.allBut(Rule.FENCE)));
    }

    /** The old owner was paused, and wakes up after the grant. */
    private boolean oldOwnersLateWriteLands(Set<Rule> rules) throws Exception {
        try (TestServer server = new TestServer(folder, rules, null, 0)) {
            server.start(ALICE, 1);
            try (Disk old = server.owned(ALICE, 1)) {
                old.writeOk(0, "first");
                server.open(ALICE, 2, BOB);
                assertEquals(new Answer.Granted(2), await(server.claim(BOB, 2)));
                CompletableFuture<Disk.Answer> late = old.write(0, "stale");
                await(CompletableFuture.anyOf(late, old.ownershipLost));
                try (Disk owner = server.owned(BOB, 2)) {
                    boolean landed = owner.readText(0, 5).equals("stale");
                    assertEquals(landed, late.isDone(), "a refused write is no completion");
                    return landed;
                }
            }
        }
    }

    @Test
    void anIdleOldOwnerIsToldByTheEndOfItsConnection() throws Exception {
        try (TestServer server = new TestServer(folder)) {
            server.start(ALICE, 1);
            server.open(ALICE, 2, BOB);
            try (Disk old = server.owned(ALICE, 1)) {
                await(server.claim(BOB, 2));
                assertTrue(await(old.ownershipLost).contains("does not own generation 1"));
            }
        }
    }

    @Test
    void anOwnerThatClaimsAloneBindsAgainInItsNewGeneration() throws Exception {
        try (TestServer server = new TestServer(folder)) {
            server.start(ALICE, 1);
            server.open(ALICE, 2, BOB);
            assertEquals(new Answer.Granted(2), await(server.claim(ALICE, 2)));
            assertInstanceOf(Answer.Refused.class, await(server.claim(BOB, 2)));
            try (Disk disk = server.owned(ALICE, 2)) {
                disk.writeOk(0, "alone");
                assertEquals("alone", disk.readText(0, 5));
            }
        }
    }

    @Test
    void anOwnersDiskOutlivesItsOwnClaimAndPendingWritesGoOutAgain() throws Exception {
        try (TestServer server = new TestServer(folder)) {
            server.start(ALICE, 1);
            server.open(ALICE, 2, BOB);
            try (Disk disk = server.owned(ALICE, 1)) {
                disk.writeOk(0, "paired");
                disk.client.standBy(() -> {});
                CompletableFuture<Disk.Answer> pending = disk.write(0, "alone!");
                assertEquals(new Answer.Granted(2), await(server.claim(ALICE, 2)));
                assertTrue(staysOpen(pending), "it waits until it owns again");
                disk.client.own(2, server.server.instance());
                assertEquals(DiskStatus.OK, await(pending).status());
                assertEquals("alone!", disk.readText(0, 6));
            }
        }
    }

    @Test
    void anOwnerIsNotLostWhileItsOwnGrantIsOnItsWay() throws Exception {
        try (TestServer server = new TestServer(folder)) {
            server.start(ALICE, 1);
            try (Disk disk = server.owned(ALICE, 1)) {
                assertEquals(new Answer.Granted(2), await(server.claim(ALICE, 2)));
                CompletableFuture<Disk.Answer> pending = disk.write(0, "alone!");
                assertTrue(staysOpen(pending), "generation 1 is over");
                assertFalse(disk.ownershipLost.isDone());
                disk.client.own(2, server.server.instance());
                assertEquals(DiskStatus.OK, await(pending).status());
            }
        }
    }

    // ---- WAIT_OUT

    @Test
    void aGrantWaitsForTheOldOwnersWriteInProgress() throws Exception {
        assertFalse(grantIsAnsweredBeforeTheWriteLands(Rule.ALL));
    }

    @Test
    void withoutWaitOutItWouldBeAnsweredBefore() throws Exception {
        assertTrue(grantIsAnsweredBeforeTheWriteLands(Rule.allBut(Rule.WAIT_OUT)));
    }

    private boolean grantIsAnsweredBeforeTheWriteLands(Set<Rule> rules) throws Exception {
        try (TestServer server = new TestServer(folder, rules, null, 0)) {
            server.start(ALICE, 1);
            server.open(ALICE, 2, BOB);
            try (Disk old = server.owned(ALICE, 1)) {
                server.image.stallNextWrite();
                old.write(0, "in progress");
                server.image.stalled.await();
                CompletableFuture<Answer> claim = server.claim(BOB, 2);
                boolean before = !staysOpen(claim);
                server.image.letGo.countDown();
                assertEquals(new Answer.Granted(2), await(claim));
                return before;
            }
        }
    }

    @Test
    void aRepeatedClaimWaitsTheSameWay() throws Exception {
        try (TestServer server = new TestServer(folder)) {
            server.start(ALICE, 1);
            server.open(ALICE, 2, BOB);
            try (Disk old = server.owned(ALICE, 1)) {
                server.image.stallNextWrite();
                old.write(0, "in progress");
                server.image.stalled.await();
                CompletableFuture<Answer> first = server.claim(BOB, 2);
                CompletableFuture<Answer> second = server.claim(BOB, 2);
                assertTrue(staysOpen(first) && staysOpen(second));
                server.image.letGo.countDown();
                assertEquals(new Answer.Granted(2), await(first));
                assertEquals(new Answer.Granted(2), await(second));
            }
        }
    }

    // ---- CONNECTION_FENCE

    @Test
    void anOwnersOlderConnectionEndsBeforeItsNewOneBegins() throws Exception {
        assertEquals("new", contentAfterReconnection(Rule.ALL));
    }

    @Test
    void withoutTheConnectionFenceAnOldWriteWouldLandOverANewOne() throws Exception {
        assertEquals("old", contentAfterReconnection(Rule.allBut(Rule.CONNECTION_FENCE)));
    }

    /** A write stands still in the server, its connection is given up, the owner connects again and writes anew. */
    private String contentAfterReconnection(Set<Rule> rules) throws Exception {
        try (TestServer server = new TestServer(folder, rules, null, 0)) {
            server.start(ALICE, 1);
            Disk first = server.owned(ALICE, 1);
            server.image.stallNextWrite();
            first.write(0, "old");
            server.image.stalled.await();
            first.close();
            CompletableFuture<Disk> second = CompletableFuture.supplyAsync(() -> {
                try {
                    return server.owned(ALICE, 1);
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            CompletableFuture<Disk.Answer> write = second.thenCompose(disk -> disk.write(0, "new"));
            staysOpen(write);
            server.image.letGo.countDown();
            server.image.landed.await();
            assertEquals(DiskStatus.OK, await(write).status());
            try (Disk disk = await(second)) {
                return disk.readText(0, 3);
            }
        }
    }

    // ---- TEST_AND_SET, NAMED_BACKUP, LIFE_TOKEN

    @Test
    void ofTwoWhoClaimOneWins() throws Exception {
        assertEquals(1, winners(Rule.ALL));
    }

    @Test
    void withoutTestAndSetBothWouldWin() throws Exception {
        assertEquals(2, winners(Rule.allBut(Rule.TEST_AND_SET)));
    }

    private int winners(Set<Rule> rules) throws Exception {
        try (TestServer server = new TestServer(folder, rules, null, 0)) {
            server.start(ALICE, 1);
            server.open(ALICE, 2, BOB);
            CompletableFuture<Answer> alice = server.claim(ALICE, 2);
            CompletableFuture<Answer> bob = server.claim(BOB, 2);
            return (await(alice) instanceof Answer.Granted ? 1 : 0) + (await(bob) instanceof Answer.Granted ? 1 : 0);
        }
    }

    @Test
    void aBackupThatWasNotNamedIsRefused() throws Exception {
        assertFalse(strangerWins(Rule.ALL));
    }

    @Test
    void withoutNamedBackupItWouldWin() throws Exception {
        assertTrue(strangerWins(Rule.allBut(Rule.NAMED_BACKUP)));
    }

    private boolean strangerWins(Set<Rule> rules) throws Exception {
        try (TestServer server = new TestServer(folder, rules, null, 0)) {
            server.start(ALICE, 1);
            server.open(ALICE, 2, BOB);
            return await(server.claim(CAROL, 2)) instanceof Answer.Granted;
        }
    }

    @Test
    void aRestartedProcessCannotRepeatItsPredecessorsClaim() throws Exception {
        assertFalse(restartedOwnerWins(Rule.ALL));
    }

    @Test
    void withoutTheLifeTokenItWould() throws Exception {
        assertTrue(restartedOwnerWins(Rule.allBut(Rule.LIFE_TOKEN)));
    }

    /** It knows the secret and the name of its predecessor, but its key is a new one. */
    private boolean restartedOwnerWins(Set<Rule> rules) throws Exception {
        byte[] secret = "a secret of the pair, long enough".getBytes(StandardCharsets.UTF_8);
        PeerIdentity predecessor = PeerIdentity.fromSecret(secret);
        PeerIdentity restarted = PeerIdentity.fromSecret(secret);
        try (TestServer server = new TestServer(folder, rules, PeerIdentity.fromSecret(secret), 0)) {
            NbdEndpoint before = server.endpoint(predecessor);
            assertEquals(
                    new Answer.Granted(1),
                    await(TestServer.ask(before, predecessor.claimant(), new Request.Start("vm", false))));
            return await(TestServer.ask(server.endpoint(restarted), predecessor.claimant(), new Request.Claim("vm", 2)))
                    instanceof Answer.Granted;
        }
    }
}
