package dev.understudy.disk;

import static dev.understudy.disk.Claimants.ALICE;
import static dev.understudy.disk.Claimants.BOB;
import static dev.understudy.disk.Claimants.CAROL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.disk.ArbiterRecord.Decision;
import dev.understudy.disk.ArbiterRecord.Presence;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArbiterRecordTest {
    private static final Presence NOBODY = new Presence(false, false);
    private static final Presence LATELY = new Presence(false, true);
    private static final Presence CONNECTED = new Presence(true, true);
    private static final Presence CONNECTED_BUT_SILENT = new Presence(true, false);

    private static final ArbiterRecord ALONE = granted(ArbiterRecord.NONE.start(ALICE, false, LATELY, List.of("d")));
    private static final ArbiterRecord ARMED = granted(ALONE.open(ALICE, 2, BOB));

    @Test
    void theFirstStartTakesGenerationOne() {
        assertEquals(new ArbiterRecord(1, 1, ALICE, null, false, List.of("d")), ALONE);
    }

    @Test
    void aRepeatedStartIsGrantedAgainToItsClaimantOnly() {
        assertEquals(ALONE, granted(ALONE.start(ALICE, false, CONNECTED, List.of("d"))));
        refused(ALONE.start(BOB, false, CONNECTED, List.of("d")));
    }

    @Test
    void aStartIsRefusedWhileTheOwnerIsConnected() {
        refused(ALONE.start(BOB, false, CONNECTED, List.of()));
    }

    @Test
    void aStartIsRefusedWhileAGenerationIsOpenForABackup() {
        refused(ARMED.start(CAROL, false, LATELY, List.of()));
    }

    @Test
    void aStartGoesAheadWhenNobodyOfThePairingWasSeenForLong() {
        assertEquals(2, granted(ARMED.start(CAROL, false, NOBODY, List.of())).generation());
        assertEquals(
                2,
                granted(ARMED.start(CAROL, false, CONNECTED_BUT_SILENT, List.of()))
                        .generation());
    }

    @Test
    void aStartGoesAheadAfterALoneOwnerDisconnected() {
        assertEquals(2, granted(ALONE.start(BOB, false, LATELY, List.of())).generation());
    }

    @Test
    void theOperatorMayTakeOver() {
        ArbiterRecord taken = granted(ARMED.start(CAROL, true, CONNECTED, List.of()));
        assertEquals(new ArbiterRecord(2, 2, CAROL, null, false, List.of()), taken);
    }

    @Test
    void afterAnOrderlyEndANewLifeNeedNotWait() {
        ArbiterRecord ended = granted(ARMED.end(ALICE, 1));
        assertFalse(ended.lifeRuns());
        ArbiterRecord next = granted(ended.start(CAROL, false, CONNECTED, List.of()));
        assertEquals(2, next.life());
        assertEquals(2, next.generation());
    }

    @Test
    void anEndedLifeCannotBeClaimedNorRestartedByItsClaimant() {
        ArbiterRecord ended = granted(ARMED.end(ALICE, 1));
        refused(ended.claim(BOB, 2, Rule.ALL));
        refused(ended.claim(ALICE, 1, Rule.ALL));
        refused(ended.start(ALICE, false, NOBODY, List.of()));
        assertEquals(ended, granted(ended.end(ALICE, 1)));
    }

    @Test
    void onlyTheOwnerOpensAndOnlyTheNextGeneration() {
        refused(ALONE.open(BOB, 2, CAROL));
        refused(ALONE.open(ALICE, 3, BOB));
        refused(ALONE.open(ALICE, 1, BOB));
        refused(ALONE.open(ALICE, 2, ALICE));
    }

    @Test
    void anOpenedGenerationIsNeverOpenedForAnother() {
        assertEquals(ARMED, granted(ARMED.open(ALICE, 2, BOB)));
        refused(ARMED.open(ALICE, 2, CAROL));
    }

    @Test
    void ownerAndBackupMayClaimAndWhoAsksFirstWins() {
        ArbiterRecord byBackup = granted(ARMED.claim(BOB, 2, Rule.ALL));
        assertEquals(new ArbiterRecord(1, 2, BOB, null, false, List.of("d")), byBackup);
        refused(byBackup.claim(ALICE, 2, Rule.ALL));

        ArbiterRecord byOwner = granted(ARMED.claim(ALICE, 2, Rule.ALL));
        refused(byOwner.claim(BOB, 2, Rule.ALL));
    }

    @Test
    void withoutTestAndSetBothWouldWin() {
        ArbiterRecord byBackup = granted(ARMED.claim(BOB, 2, Rule.ALL));
        granted(byBackup.claim(ALICE, 2, Rule.allBut(Rule.TEST_AND_SET)));
    }

    @Test
    void aRepeatedClaimIsGrantedToItsHolderOnly() {
        ArbiterRecord held = granted(ARMED.claim(BOB, 2, Rule.ALL));
        assertEquals(held, granted(held.claim(BOB, 2, Rule.ALL)));
        refused(held.claim(CAROL, 2, Rule.ALL));
    }

    @Test
    void olderGenerationsAreRefusedAlsoToAFormerHolder() {
        ArbiterRecord held = granted(ARMED.claim(BOB, 2, Rule.ALL));
        refused(held.claim(ALICE, 1, Rule.ALL));
        refused(held.open(ALICE, 2, CAROL));
        refused(held.end(ALICE, 1));
        refused(held.claim(BOB, 4, Rule.ALL));
    }

    @Test
    void aLateOpenAfterItsOwnersClaimChangesNothing() {
        ArbiterRecord claimed = granted(ALONE.claim(ALICE, 2, Rule.ALL));
        refused(claimed.open(ALICE, 2, BOB));
        refused(claimed.claim(BOB, 2, Rule.ALL));
    }

    @Test
    void onlyTheNamedBackupMayClaim() {
        refused(ARMED.claim(CAROL, 2, Rule.ALL));
        refused(ALONE.claim(BOB, 2, Rule.ALL));
    }

    @Test
    void withoutNamedBackupAnyoneWould() {
        granted(ARMED.claim(CAROL, 2, Rule.allBut(Rule.NAMED_BACKUP)));
    }

    @Test
    void nothingCanBeClaimedBeforeTheFirstLife() {
        refused(ArbiterRecord.NONE.claim(ALICE, 1, Rule.ALL));
        refused(ArbiterRecord.NONE.claim(ALICE, 0, Rule.ALL));
        refused(ArbiterRecord.NONE.open(ALICE, 1, BOB));
        refused(ArbiterRecord.NONE.end(ALICE, 0));
    }

    private static ArbiterRecord granted(Decision decision) {
        return assertInstanceOf(Decision.Granted.class, decision, decision.toString())
                .next();
    }

    private static void refused(Decision decision) {
        assertTrue(decision instanceof Decision.Refused, decision.toString());
    }
}
