package dev.understudy.vmm.replication;

import java.util.function.Consumer;

/**
 * Decides, once a generation, who owns a VM (rule Arbiter's record). Requests are asynchronous: the answer comes on any
 * thread; {@link Answer.Unreachable} says only that nothing is known, so the same request may be asked again.
 */
public interface Arbiter extends AutoCloseable {
    /** What can be asked. Each speaks for the claimant whose connection it is. */
    sealed interface Request {
        String vm();

        /** Cold start: the next generation as a new life. {@code takeOver}: the operator vouches that nobody lives. */
        record Start(String vm, boolean takeOver) implements Request {}

        /** From the owner of {@code generation - 1}: {@code backup} may claim {@code generation}. */
        record Open(String vm, long generation, ClaimantId backup) implements Request {}

        /** The test-and-set. Granted once, to the owner of {@code generation - 1} or the backup it was opened for. */
        record Claim(String vm, long generation) implements Request {}

        /** From the owner of {@code generation}: an orderly power-off ended the life. */
        record End(String vm, long generation) implements Request {}

        /** Anyone: who owns the VM now. */
        record Query(String vm) implements Request {}
    }

    /** What the arbiter says. */
    sealed interface Answer {
        /** Durable, and every older owner is fenced off the disk. */
        record Granted(long generation) implements Answer {}

        /** For good: asking again changes nothing. */
        record Refused(String reason) implements Answer {}

        /** Answer to a query. {@code owner} and {@code openedFor} may be null. */
        record State(long generation, ClaimantId owner, ClaimantId openedFor, boolean lifeEnded) implements Answer {}

        /** No answer was to be had. */
        record Unreachable(String reason) implements Answer {}
    }

    /** Asks once. {@code answer} is called exactly once. */
    void ask(Request request, Consumer<Answer> answer);

    @Override
    void close();
}
