package dev.understudy.disk;

import java.util.EnumSet;
import java.util.Set;

/**
 * The rules of the protocol that the disk server keeps, named as in its model. All are always on; a test switches one off
 * to prove that it would notice.
 */
enum Rule {
    /** A generation is granted once: asked again, to its holder only. */
    TEST_AND_SET,
    /** Only the owner and the backup named at opening may claim. */
    NAMED_BACKUP,
    /** Who was refused a generation never gets it. */
    REFUSED_FOR_GOOD,
    /** A claimant is who its certificate says, not who it says. */
    LIFE_TOKEN,
    /** Ownership is checked when a request is applied. */
    FENCE,
    /** A grant is answered when the older owners' requests in progress have ended. */
    WAIT_OUT,
    /** An owner's new connection first ends its older ones. */
    CONNECTION_FENCE;

    static final Set<Rule> ALL = Set.copyOf(EnumSet.allOf(Rule.class));

    static Set<Rule> allBut(Rule off) {
        return Set.copyOf(EnumSet.complementOf(EnumSet.of(off)));
    }
}
