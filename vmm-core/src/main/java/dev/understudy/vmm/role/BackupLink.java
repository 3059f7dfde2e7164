package dev.understudy.vmm.role;

import dev.understudy.vmm.log.LogSource;
import dev.understudy.vmm.replication.PeerMessage;

/** The backup's end of the channel. Used on the loop, but for {@link #log}. */
public interface BackupLink {
    void send(PeerMessage message);

    /** Sequence number of the next entry wanted. */
    long accepted();

    /** For good: accepts and acknowledges nothing more; the log's source ends with the last entry accepted. */
    void seal();

    /** The entries, for the vCPU's thread. */
    LogSource log();

    void close(String reason);
}
