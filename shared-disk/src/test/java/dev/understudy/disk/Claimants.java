package dev.understudy.disk;

import dev.understudy.vmm.replication.ClaimantId;

/** Three replicas. */
final class Claimants {
    static final ClaimantId ALICE = new ClaimantId(0xa11ce, 1);
    static final ClaimantId BOB = new ClaimantId(0xb0b, 2);
    static final ClaimantId CAROL = new ClaimantId(0xca401, 3);

    private Claimants() {}
}
