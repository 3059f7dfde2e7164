package dev.understudy.disk;

import dev.understudy.vmm.replication.ClaimantId;
import java.util.List;

/**
 * A disk server at one moment.
 *
 * @param instance its instance number, new at each start
 */
public record DiskStatusReport(long instance, List<Export> exports, List<Vm> vms) {
    /**
     * @param size bytes
     * @param vm the VM that it is bound to; null if none
     * @param connections in transmission
     * @param readOnlyForPlainClients because a life runs on it
     */
    public record Export(String name, long size, String vm, int connections, boolean readOnlyForPlainClients) {}

    /**
     * @param owner null before the first life
     * @param openedFor null if no backup is armed
     * @param silentMillis since a sign of the owner or of the armed backup
     * @param broken why nothing is granted; null if all is well
     */
    public record Vm(
            String name,
            long life,
            long generation,
            ClaimantId owner,
            ClaimantId openedFor,
            boolean lifeEnded,
            boolean ownerConnected,
            long silentMillis,
            String broken) {}
}
