package dev.understudy.cli;

import dev.understudy.vmm.replication.Arbiter;
import dev.understudy.vmm.replication.ClaimantId;
import java.util.function.Consumer;

/** Arbitrates where there is nobody to choose from: a machine without peers owns generation 1. */
record OnlyClaimant(ClaimantId owner) implements Arbiter {
    static final long GENERATION = 1;

    @Override
    public void ask(Request request, Consumer<Answer> answer) {
        answer.accept(
                request instanceof Request.Query
                        ? new Answer.State(GENERATION, owner, null, false)
                        : new Answer.Refused("a machine without peers has nothing to claim"));
    }

    @Override
    public void close() {}
}
