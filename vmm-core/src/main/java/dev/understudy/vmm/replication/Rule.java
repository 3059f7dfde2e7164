package dev.understudy.vmm.replication;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The rules of the model that this package carries. All hold, always; only a test may leave one out, to show that
 * the others do not suffice.
 */
public enum Rule {
    /** No output leaves before an entry that proves it is acknowledged. */
    OUTPUT_RULE,
    /** The gate shuts, and all that left is acknowledged, before the next generation is opened. */
    GATE_FIRST,
    /** Who gives up an armed backup claims before it goes on alone. */
    CLAIM_ALONE,
    /** A backup that believes its primary dead takes nothing more from it. */
    SEAL,
    /** It claims only when it has lived through all that it acknowledged. */
    DRAIN;

    /** As in production. */
    public static final Set<Rule> ALL = Collections.unmodifiableSet(EnumSet.allOf(Rule.class));
}
