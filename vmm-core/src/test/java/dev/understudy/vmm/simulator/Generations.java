package dev.understudy.vmm.simulator;

import dev.understudy.vmm.replication.Arbiter;
import dev.understudy.vmm.replication.ClaimantId;
import java.util.Set;

/**
 * The arbiter's record of the one VM, and how it may change: the rules of {@code ArbiterRecord} of the disk server.
 *
 * @param openedFor may be null
 */
record Generations(long life, long generation, ClaimantId owner, ClaimantId openedFor, boolean lifeEnded) {
    /** Who of the last pairing is about, as far as the disk server can tell. */
    record Presence(boolean ownerConnected, boolean seenLately) {}

    /** True for the owner and for the backup that is armed. */
    boolean isMember(ClaimantId claimant) {
        return claimant.equals(owner) || claimant.equals(openedFor);
    }

    /** The record after a cold start, rule Cold start; null if it is refused. */
    Generations start(ClaimantId claimant, boolean takeOver, Presence presence, Set<WorldRule> rules) {
        if (claimant.equals(owner)) {
            return lifeEnded ? null : this;
        }
        boolean about = openedFor != null || presence.ownerConnected;
        boolean waits = !lifeEnded && !takeOver && presence.seenLately && about;
        return waits && rules.contains(WorldRule.WAIT_FOR_PAIRING)
                ? null
                : new Generations(life + 1, generation + 1, claimant, null, false);
    }

    boolean ownedBy(ClaimantId claimant, long own) {
        return !lifeEnded && own == generation && claimant.equals(owner);
    }

    Arbiter.Answer.State state() {
        return new Arbiter.Answer.State(generation, owner, openedFor, lifeEnded);
    }

    /** The record after {@code request} is granted; null if it is refused. */
    Generations after(ClaimantId claimant, Arbiter.Request request, Set<WorldRule> rules) {
        if (request instanceof Arbiter.Request.Open open) {
            return open(claimant, open);
        } else if (request instanceof Arbiter.Request.Claim claim) {
            return claim(claimant, claim.generation(), rules);
        } else if (request instanceof Arbiter.Request.End end) {
            boolean owns = claimant.equals(owner) && end.generation() == generation;
            return owns ? new Generations(life, generation, owner, null, true) : null;
        }
        throw new IllegalArgumentException("not simulated: " + request);
    }

    private Generations open(ClaimantId claimant, Arbiter.Request.Open open) {
        boolean free = openedFor == null || openedFor.equals(open.backup());
        return ownedBy(claimant, open.generation() - 1)
                        && free
                        && !open.backup().equals(claimant)
                ? new Generations(life, generation, owner, open.backup(), false)
                : null;
    }

    private Generations claim(ClaimantId claimant, long claimed, Set<WorldRule> rules) {
        if (ownedBy(claimant, claimed)) {
            return this;
        }
        boolean armed = claimant.equals(openedFor) || (openedFor != null && !rules.contains(WorldRule.NAMED_BACKUP));
        boolean next = claimed == generation + 1 && (claimant.equals(owner) || armed);
        boolean second = claimed == generation && !rules.contains(WorldRule.TEST_AND_SET);
        return !lifeEnded && (next || second) ? new Generations(life, claimed, claimant, null, false) : null;
    }
}
