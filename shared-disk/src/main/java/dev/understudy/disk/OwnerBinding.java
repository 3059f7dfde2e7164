package dev.understudy.disk;

import dev.understudy.vmm.replication.ClaimantId;
import java.util.Objects;

/**
 * Whose connection it is: every request on it speaks for this claimant in this generation, and is refused when another
 * owns the VM.
 *
 * @param generation the one that the claimant was granted
 */
public record OwnerBinding(String vm, ClaimantId claimant, long generation) {
    public OwnerBinding {
        Objects.requireNonNull(vm);
        Objects.requireNonNull(claimant);
    }
}
