package dev.understudy.vmm.simulator;

import dev.understudy.vmm.replication.Arbiter;
import dev.understudy.vmm.replication.ClaimantId;
import java.util.Set;

/**
 * The arbiter's record of the one VM, and how it may change: the rules of {@code ArbiterRecord} of the disk server.
 *
 * @param openedFor may be null
 */
record Generations(long generation, ClaimantId owner, ClaimantId openedFor, boolean lifeEnded) {
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
            return owns ? new Generations(generation, owner, null, true) : null;
        }
        throw new IllegalArgumentException("not simulated: " + request);
    }

    private Generations open(ClaimantId claimant, Arbiter.Request.Open open) {
        boolean free = openedFor == null || openedFor.equals(open.backup());
        return ownedBy(claimant, open.generation() - 1)
                        && free
                        && !open.backup().equals(claimant)
                ? new Generations(generation, owner, open.backup(), false)
                : null;
    }

    private Generations claim(ClaimantId claimant, long claimed, Set<WorldRule> rules) {
        if (ownedBy(claimant, claimed)) {
            return this;
        }
        boolean armed = claimant.equals(openedFor) || (openedFor != null && !rules.contains(WorldRule.NAMED_BACKUP));
        boolean next = claimed == generation + 1 && (claimant.equals(owner) || armed);
        boolean second = claimed == generation && !rules.contains(WorldRule.TEST_AND_SET);
        return !lifeEnded && (next || second) ? new Generations(claimed, claimant, null, false) : null;
    }
}
