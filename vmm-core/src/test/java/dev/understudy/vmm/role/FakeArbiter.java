package dev.understudy.vmm.role;

import dev.understudy.vmm.replication.Arbiter;
import dev.understudy.vmm.replication.ClaimantId;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** The record of one VM: each generation is granted once. */
final class FakeArbiter {
    private final LongConsumer fence;
    private long generation = 1;
    private ClaimantId owner;
    private ClaimantId openedFor;
    private boolean lifeEnded;

    /** @param fence hears each new generation before it is answered */
    FakeArbiter(ClaimantId owner, LongConsumer fence) {
        this.owner = owner;
        this.fence = fence;
    }

    ClaimantId owner() {
        return owner;
    }

    long generation() {
        return generation;
    }

    boolean lifeEnded() {
        return lifeEnded;
    }

    Arbiter connection(ClaimantId claimant) {
        return new Arbiter() {
            @Override
            public void ask(Request request, Consumer<Answer> answer) {
                answer.accept(FakeArbiter.this.answer(request, claimant));
            }

            @Override
            public void close() {}
        };
    }

    private Arbiter.Answer answer(Arbiter.Request request, ClaimantId claimant) {
        if (request instanceof Arbiter.Request.Open open
                && claimant.equals(owner)
                && open.generation() == generation + 1
                && (openedFor == null || openedFor.equals(open.backup()))) {
            openedFor = open.backup();
            return new Arbiter.Answer.Granted(open.generation());
        }
        if (request instanceof Arbiter.Request.Claim claim
                && !lifeEnded
                && claim.generation() == generation + 1
                && (claimant.equals(owner) || claimant.equals(openedFor))) {
            generation++;
            owner = claimant;
            openedFor = null;
            fence.accept(generation);
            return new Arbiter.Answer.Granted(generation);
        }
        if (request instanceof Arbiter.Request.End end && claimant.equals(owner) && end.generation() == generation) {
            lifeEnded = true;
            return new Arbiter.Answer.Granted(generation);
        }
        if (request instanceof Arbiter.Request.Query) {
            return new Arbiter.Answer.State(generation, owner, openedFor, lifeEnded);
        }
        return new Arbiter.Answer.Refused(request + " in generation " + generation + " of " + owner);
    }
}
