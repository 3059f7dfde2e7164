package dev.understudy.disk;

import dev.understudy.vmm.replication.ClaimantId;
import java.util.List;
import java.util.Set;

/**
 * What the arbiter knows for good about one VM, and how that may change. Pure: whoever applies a transition makes its
 * result durable before anything is answered.
 *
 * <pre>
 *            start                 open(g+1, b)              claim(g+1) by owner or b
 *   none ───────────▶ g, owner ─────────────────▶ g, owner, openedFor b ─────────▶ g+1, new owner
 *                        │  └──────────── claim(g+1) by owner ───────────────────────▲
 *                        └── end(g) ──▶ life ended ── start ──▶ g+1, a new life
 * </pre>
 *
 * @param life counts the VM's lives; 0 before the first
 * @param generation 0 before the first life
 * @param owner of the generation; null before the first life
 * @param openedFor the backup that may claim {@code generation + 1}; null if it is not opened
 * @param lifeEnded by an orderly power-off
 * @param exports names of the exports that were bound to the VM when its life began
 */
record ArbiterRecord(
        long life, long generation, ClaimantId owner, ClaimantId openedFor, boolean lifeEnded, List<String> exports) {
    static final ArbiterRecord NONE = new ArbiterRecord(0, 0, null, null, false, List.of());

    /** What a transition comes to. */
    sealed interface Decision {
        /** {@code next} equals the old record if nothing changed. */
        record Granted(ArbiterRecord next) implements Decision {}

        record Refused(String reason) implements Decision {}
    }

    /** Who of the last pairing is about, as far as the disk server can tell (rule Cold start). */
    record Presence(boolean ownerConnected, boolean seenLately) {}

    boolean lifeRuns() {
        return generation > 0 && !lifeEnded;
    }

    boolean ownedBy(ClaimantId claimant, long ownGeneration) {
        return lifeRuns() && generation == ownGeneration && claimant.equals(owner);
    }

    /** True for the owner and for the backup that is armed. */
    boolean isMember(ClaimantId claimant) {
        return claimant.equals(owner) || claimant.equals(openedFor);
    }

    /** Cold start: the next generation as a new life. Asked again by the one who got it, it is granted again. */
    Decision start(ClaimantId claimant, boolean takeOver, Presence presence, List<String> bound) {
        if (claimant.equals(owner)) {
            return lifeEnded
                    ? refuse("this claimant's life has ended; a new life needs a new claimant")
                    : new Decision.Granted(this);
        }
        if (lifeRuns() && !takeOver && presence.seenLately()) {
            if (openedFor != null) {
                return refuse("generation " + (generation + 1) + " is open for backup " + openedFor
                        + ": a protected life may go on; wait, or take over");
            }
            if (presence.ownerConnected()) {
                return refuse("generation " + generation + " lives: its owner " + owner
                        + " is connected; stop it, or take over");
            }
        }
        return new Decision.Granted(new ArbiterRecord(life + 1, generation + 1, claimant, null, false, bound));
    }

    /** From the owner of {@code opening - 1} only; never opened again for another. */
    Decision open(ClaimantId claimant, long opening, ClaimantId backup) {
        if (!ownedBy(claimant, opening - 1)) {
            return notOwner(claimant, opening - 1);
        }
        if (backup.equals(claimant)) {
            return refuse("an owner cannot be its own backup");
        }
        if (openedFor != null && !openedFor.equals(backup)) {
            return refuse("generation " + opening + " is open for " + openedFor + " and for no other");
        }
        return new Decision.Granted(new ArbiterRecord(life, generation, owner, backup, false, exports));
    }

    /** The test-and-set. */
    Decision claim(ClaimantId claimant, long claimed, Set<Rule> rules) {
        if (ownedBy(claimant, claimed)) {
            return new Decision.Granted(this);
        }
        if (!lifeRuns()) {
            return refuse("no life runs: generation " + generation + (lifeEnded ? " has ended" : ""));
        }
        if (claimed == generation + 1) {
            boolean armed = claimant.equals(openedFor) || (openedFor != null && !rules.contains(Rule.NAMED_BACKUP));
            return claimant.equals(owner) || armed
                    ? new Decision.Granted(new ArbiterRecord(life, claimed, claimant, null, false, exports))
                    : refuse("generation " + claimed + " is open for " + openedFor + ", not for " + claimant);
        }
        if (claimed == generation && !rules.contains(Rule.TEST_AND_SET)) {
            return new Decision.Granted(new ArbiterRecord(life, claimed, claimant, null, false, exports));
        }
        return refuse("generation " + claimed + " was asked for; the VM is at " + generation + ", owned by " + owner);
    }

    /** From the owner: an orderly power-off. Asked again it is granted again. */
    Decision end(ClaimantId claimant, long ending) {
        if (claimant.equals(owner) && ending == generation) {
            return new Decision.Granted(new ArbiterRecord(life, generation, owner, null, true, exports));
        }
        return notOwner(claimant, ending);
    }

    private Decision notOwner(ClaimantId claimant, long asked) {
        return refuse(claimant + " does not own generation " + asked + "; the VM is at " + generation + ", owned by "
                + owner + (lifeEnded ? ", its life ended" : ""));
    }

    private static Decision refuse(String reason) {
        return new Decision.Refused(reason);
    }
}
