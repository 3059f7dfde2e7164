package dev.understudy.disk;

import static dev.understudy.disk.Claimants.ALICE;
import static dev.understudy.disk.Claimants.BOB;
import static dev.understudy.disk.Claimants.CAROL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.replication.Arbiter.Answer;
import dev.understudy.vmm.replication.Arbiter.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VmArbiterTest {
    private static final long TEN_LIMITS = 10_000;

    @TempDir
    Path folder;

    private long now = 5;

    private VmArbiter arbiter() {
        return arbiter(Rule.ALL);
    }

    private VmArbiter arbiter(Set<Rule> rules) {
        RecordFile file = new RecordFile(folder.resolve("vm.record"));
        return new VmArbiter("vm", file, List.of("disk"), rules, () -> now, TEN_LIMITS);
    }

    private static Session session(OwnerBinding owner) {
        return new Session(owner, "disk", () -> {});
    }

    @Test
    void grantsOutliveTheServer() throws IOException {
        VmArbiter first = arbiter();
        first.ask(ALICE, new Request.Start("vm", false));
        first.ask(ALICE, new Request.Open("vm", 2, BOB));
        VmArbiter second = arbiter();
        assertEquals(new Answer.State(1, ALICE, BOB, false), second.ask(CAROL, new Request.Query("vm")));
        assertEquals(new Answer.Granted(2), second.ask(BOB, new Request.Claim("vm", 2)));
        VmArbiter third = arbiter();
        assertEquals(new Answer.Granted(2), third.ask(BOB, new Request.Claim("vm", 2)));
        assertInstanceOf(Answer.Refused.class, third.ask(ALICE, new Request.Claim("vm", 2)));
    }

    /** The backup's claim came before the open; its first try, lost on the way until then, comes after it. */
    @Test
    void whoWasRefusedIsNotNamedNeverGetsThatGenerationAndItsOwnerStillMay() throws IOException {
        VmArbiter arbiter = arbiter();
        assertInstanceOf(Answer.Refused.class, openLate(arbiter));
        assertInstanceOf(Answer.Refused.class, arbiter.ask(BOB, new Request.Claim("vm", 2)));
        assertEquals(new Answer.Granted(2), arbiter.ask(ALICE, new Request.Claim("vm", 2)));
        arbiter.ask(ALICE, new Request.Open("vm", 3, BOB));
        assertEquals(new Answer.Granted(3), arbiter.ask(BOB, new Request.Claim("vm", 3)), "it was about generation 2");
    }

    @Test
    void withoutThatARefusedClaimantOwnsAGenerationThatItKnowsNothingOf() throws IOException {
        VmArbiter arbiter = arbiter(Rule.allBut(Rule.REFUSED_FOR_GOOD));
        assertEquals(new Answer.Granted(2), openLate(arbiter), "protected by who has ended");
        assertEquals(new Answer.Granted(2), arbiter.ask(BOB, new Request.Claim("vm", 2)));
        assertInstanceOf(Answer.Refused.class, arbiter.ask(ALICE, new Request.Claim("vm", 2)), "nobody lives");
    }

    private static Answer openLate(VmArbiter arbiter) throws IOException {
        arbiter.ask(ALICE, new Request.Start("vm", false));
        assertInstanceOf(Answer.Refused.class, arbiter.ask(BOB, new Request.Claim("vm", 2)));
        return arbiter.ask(ALICE, new Request.Open("vm", 2, BOB));
    }

    @Test
    void aColdStartWaitsTenFailureLimitsForThePairing() throws IOException {
        VmArbiter arbiter = arbiter();
        arbiter.ask(ALICE, new Request.Start("vm", false));
        arbiter.ask(ALICE, new Request.Open("vm", 2, BOB));
        now += TEN_LIMITS - 1;
        assertInstanceOf(Answer.Refused.class, arbiter.ask(CAROL, new Request.Start("vm", false)));
        now += 1;
        assertEquals(new Answer.Granted(2), arbiter.ask(CAROL, new Request.Start("vm", false)));
    }

    @Test
    void aSignOfTheBackupPutsAColdStartOff() throws IOException {
        VmArbiter arbiter = arbiter();
        arbiter.ask(ALICE, new Request.Start("vm", false));
        arbiter.ask(ALICE, new Request.Open("vm", 2, BOB));
        now += TEN_LIMITS;
        arbiter.ask(BOB, new Request.Query("vm"));
        assertInstanceOf(Answer.Refused.class, arbiter.ask(CAROL, new Request.Start("vm", false)));
    }

    @Test
    void aStrangersQuestionsDoNotPutAColdStartOff() throws IOException {
        VmArbiter arbiter = arbiter();
        arbiter.ask(ALICE, new Request.Start("vm", false));
        arbiter.ask(ALICE, new Request.Open("vm", 2, BOB));
        now += TEN_LIMITS;
        arbiter.ask(CAROL, new Request.Query("vm"));
        assertEquals(new Answer.Granted(2), arbiter.ask(CAROL, new Request.Start("vm", false)));
    }

    @Test
    void aRestartedServerGivesThePairingItsTimeAgain() throws IOException {
        VmArbiter first = arbiter();
        first.ask(ALICE, new Request.Start("vm", false));
        first.ask(ALICE, new Request.Open("vm", 2, BOB));
        now += 10 * TEN_LIMITS;
        VmArbiter second = arbiter();
        assertInstanceOf(Answer.Refused.class, second.ask(CAROL, new Request.Start("vm", false)));
    }

    @Test
    void aConnectedOwnerPreventsAColdStartUntilItFallsSilent() throws IOException {
        VmArbiter arbiter = arbiter();
        arbiter.ask(ALICE, new Request.Start("vm", false));
        assertNull(arbiter.attach(session(new OwnerBinding("vm", ALICE, 1))));
        assertInstanceOf(Answer.Refused.class, arbiter.ask(CAROL, new Request.Start("vm", false)));
        now += TEN_LIMITS;
        arbiter.seen(ALICE);
        assertInstanceOf(Answer.Refused.class, arbiter.ask(CAROL, new Request.Start("vm", false)));
        now += TEN_LIMITS;
        assertEquals(new Answer.Granted(2), arbiter.ask(CAROL, new Request.Start("vm", false)));
    }

    @Test
    void onlyTheOwnerOfTheGenerationIsAttached() throws IOException {
        VmArbiter arbiter = arbiter();
        arbiter.ask(ALICE, new Request.Start("vm", false));
        assertNotNull(arbiter.attach(session(new OwnerBinding("vm", BOB, 1))));
        assertNotNull(arbiter.attach(session(new OwnerBinding("vm", ALICE, 2))));
        assertNotNull(arbiter.attach(new Session(new OwnerBinding("vm", ALICE, 1), "another export", () -> {})));
        assertNull(arbiter.attach(session(new OwnerBinding("vm", ALICE, 1))));
    }

    @Test
    void anUnreadableRecordGrantsNothingAndLetsNobodyWrite() throws IOException {
        Files.write(folder.resolve("vm.record"), new byte[64]);
        VmArbiter arbiter = arbiter();
        IOException thrown = assertThrows(IOException.class, () -> arbiter.ask(ALICE, new Request.Start("vm", true)));
        assertTrue(thrown.getMessage().contains("grants nothing"), thrown.getMessage());
        assertThrows(IOException.class, () -> arbiter.attach(session(new OwnerBinding("vm", ALICE, 1))));
        assertEquals(Nbd.EPERM, arbiter.fence().admit(new Session(null, "disk", () -> {}), true));
    }

    /** As on a full disk: the running owner keeps its disk, and what was asked is granted once there is room. */
    @Test
    void aRecordThatCannotBeWrittenIsNotGrantedAndTheOldOneHolds() throws IOException {
        VmArbiter arbiter = arbiter();
        arbiter.ask(ALICE, new Request.Start("vm", false));
        Session owner = session(new OwnerBinding("vm", ALICE, 1));
        assertNull(arbiter.attach(owner));
        Path inTheWay = Files.createDirectory(folder.resolve("vm.record.new")); // the temporary file cannot be written
        IOException thrown = assertThrows(IOException.class, () -> arbiter.ask(ALICE, new Request.Open("vm", 2, BOB)));
        assertTrue(thrown.getMessage().contains("nothing is granted until it can"), thrown.getMessage());
        assertThrows(IOException.class, () -> arbiter.ask(ALICE, new Request.Claim("vm", 2)));
        assertEquals(new Answer.State(1, ALICE, null, false), arbiter.ask(BOB, new Request.Query("vm")));
        assertEquals(Nbd.OK, arbiter.fence().admit(owner, true));
        Files.delete(inTheWay);
        assertEquals(new Answer.Granted(2), arbiter.ask(ALICE, new Request.Open("vm", 2, BOB)));
        assertEquals(new Answer.State(1, ALICE, BOB, false), arbiter().ask(BOB, new Request.Query("vm")));
    }

    @Test
    void anArbiterThatCannotTellWhichRecordIsThereGrantsNothingUntilARestart() throws IOException {
        VmArbiter arbiter = arbiter();
        arbiter.ask(ALICE, new Request.Start("vm", false));
        Path record = folder.resolve("vm.record");
        Path aside = Files.move(record, folder.resolve("aside"));
        Files.createDirectories(record.resolve("in the way")); // the new record cannot take its name
        assertThrows(IOException.class, () -> arbiter.ask(ALICE, new Request.Open("vm", 2, BOB)));
        Files.delete(record.resolve("in the way"));
        Files.delete(record);
        Files.move(aside, record);
        assertThrows(IOException.class, () -> arbiter.ask(BOB, new Request.Claim("vm", 2)));
        Session owner = session(new OwnerBinding("vm", ALICE, 1));
        assertEquals(Nbd.ESHUTDOWN, arbiter.fence().admit(owner, true));
        assertEquals(new Answer.State(1, ALICE, null, false), arbiter().ask(BOB, new Request.Query("vm")));
    }

    @Test
    void plainClientsMayWriteOnlyWhileNoLifeRuns() throws IOException {
        VmArbiter arbiter = arbiter();
        Session plain = new Session(null, "disk", () -> {});
        assertEquals(Nbd.OK, arbiter.fence().admit(plain, true));
        arbiter.ask(ALICE, new Request.Start("vm", false));
        assertEquals(Nbd.EPERM, arbiter.fence().admit(plain, true));
        assertEquals(Nbd.OK, arbiter.fence().admit(plain, false));
        arbiter.ask(ALICE, new Request.End("vm", 1));
        assertEquals(Nbd.OK, arbiter.fence().admit(plain, true));
    }
}
