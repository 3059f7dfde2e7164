package dev.understudy.vmm.simulator;

import dev.understudy.vmm.replication.ClaimantId;
import dev.understudy.vmm.role.RoleWindow;

/**
 * No output leaves before the backup has an entry that proves it, but from an owner whose next generation nobody else can
 * have; and nobody is named who does not have what left before (rules Output Rule, Arming, Alone by claim).
 */
final class OutputRuleKept implements Checker {
    @Override
    public void leaves(Replica owner) {
        boolean alone = owner.openAsked() <= owner.granted();
        if (!alone) {
            checkBackupHasProof(owner, "an output leaves");
        }
    }

    @Override
    public void opens(Replica owner, ClaimantId backup) {
        checkBackupHasProof(owner, "a backup is named");
    }

    private static void checkBackupHasProof(Replica owner, String what) {
        long proof = RoleWindow.newestProofReleased(owner.role());
        long accepted = owner.link().accepted();
        if (accepted <= proof) {
            throw new Violation(
                    "output rule",
                    what + " at " + owner + ", proven by entry " + proof + "; "
                            + owner.link().backup() + " has those below " + accepted);
        }
    }
}
