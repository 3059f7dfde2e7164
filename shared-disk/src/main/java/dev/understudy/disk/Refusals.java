package dev.understudy.disk;

import dev.understudy.vmm.replication.ClaimantId;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Whom the arbiter refused the next generation. Who was refused has ended for good, but an older claim of his may still
 * come, from a connection that he gave up, after the {@code open} that he was too early for: granted, nobody would live.
 * Not durable: no request outlives the server on its way to it. Used by one thread.
 */
final class Refusals {
    /** More replicas than this do not ask for one generation; beyond it the oldest is forgotten. */
    private static final int MAX = 256;

    private final Set<ClaimantId> refused = new LinkedHashSet<>();
    private long generation;

    boolean contains(ClaimantId claimant, long claimed) {
        return claimed == generation && refused.contains(claimant);
    }

    void add(ClaimantId claimant, long claimed) {
        if (claimed != generation) {
            refused.clear();
            generation = claimed;
        }
        refused.add(claimant);
        if (refused.size() > MAX) {
            refused.remove(refused.iterator().next());
        }
    }
}
