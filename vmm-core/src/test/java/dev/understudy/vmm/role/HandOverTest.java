package dev.understudy.vmm.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.replication.ExitReason;
import dev.understudy.vmm.replication.PrimaryPhase;
import org.junit.jupiter.api.Test;

/** How roles are wired for a change of owners that nobody died for. */
class HandOverTest {
    @Test
    void aPrimaryWithoutTheSwitchHandsOverAndNoRequestIsLost() {
        HandPair pair = new HandPair().protect();
        long before = pair.network.framesTaken();
        pair.first.loseSwitch();
        for (long nonce = 0; nonce < 5; nonce++) {
            pair.increment(nonce);
        }
        pair.until("the backup lives", () -> pair.second.primary != null);
        assertEquals(ExitReason.HANDED_OVER, pair.first.ended);
        assertEquals(pair.second.id, pair.arbiter.owner());
        pair.until("all are answered", () -> pair.network.framesTaken() >= before + 5);
    }

    @Test
    void whileABackupIsRestoredTheSwitchKeepsWhatTheBackupDoesNotHave() {
        HandPair pair = new HandPair();
        pair.boot();
        pair.until("nothing is kept while alone", () -> pair.network.kept() == 0);
        pair.join();
        pair.until("transfer", () -> pair.first.primary.phase() == PrimaryPhase.TRANSFERRING);
        pair.linkStandsStill = true;
        long before = pair.network.framesTaken();
        pair.increment(1);
        pair.until("an answer", () -> pair.network.framesTaken() > before);
        for (int i = 0; i < 100; i++) {
            pair.step();
        }
        assertTrue(pair.network.kept() > 0, "the request is the backup's to hear as well");
        pair.linkStandsStill = false;
        pair.until("acknowledged", () -> pair.network.kept() == 0);
    }
}
