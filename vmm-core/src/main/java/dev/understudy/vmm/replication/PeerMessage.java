package dev.understudy.vmm.replication;

/**
 * What primary and backup say to each other beside the log itself. The channel gives each a frame; entries, their
 * acknowledgement and credit have frames of their own there and are no messages.
 *
 * <pre>
 *   backup                         primary
 *     Hello ───────────────────────▶          (claimant of the backup is the TLS peer's, or the one in the message)
 *     ◀─────────────────────── Welcome | Refused
 *     ◀─────────────── TransferBegin, TransferChunk…, TransferEnd       the snapshot, stop-and-copy
 *     ◀─────────────── log entries from TransferBegin.firstSequence on
 *     Restored ────────────────────▶
 *     acknowledgements, Heartbeat ─▶
 *     ◀─────────────── Heartbeat, Released, Armed
 * </pre>
 */
public sealed interface PeerMessage {
    /** The version that both must speak. */
    int VERSION = 2;

    /** Backup to primary, first. {@code vm}: the VM that it wants to protect. */
    record Hello(int version, String vm, ClaimantId claimant) implements PeerMessage {}

    /** The primary takes the backup in. {@code generation}: the one that the primary owns. */
    record Welcome(long generation, ClaimantId claimant) implements PeerMessage {}

    /** The primary, or the backup, will not go on; the connection ends. */
    record Refused(String reason) implements PeerMessage {}

    /**
     * A snapshot of {@code length} bytes follows in chunks.
     *
     * @param firstSequence sequence number of the first log entry after the snapshot
     */
    record TransferBegin(long length, long firstSequence) implements PeerMessage {}

    /** The next bytes of the snapshot, at most 1 MiB. */
    record TransferChunk(byte[] data) implements PeerMessage {}

    /** The snapshot is complete; CRC32C over all its bytes. */
    record TransferEnd(int checksum) implements PeerMessage {}

    /** The backup has restored the snapshot and replays. */
    record Restored() implements PeerMessage {}

    /** The next generation is opened for the backup: protected. */
    record Armed(long generation) implements PeerMessage {}

    /**
     * Both ways, at a fixed interval.
     *
     * @param guestTime 10 MHz ticks: the primary's newest; 0 from a backup
     * @param instruction where the sender's machine is
     * @param replayed from a backup: the sequence number of the next entry that it will replay; 0 from a primary
     */
    record Heartbeat(long guestTime, long instruction, long replayed, boolean diskReachable, boolean switchReachable)
            implements PeerMessage {}

    /** All outputs numbered below {@code outputs} have left: the backup may drop them. */
    record Released(long outputs) implements PeerMessage {}

    /** The primary stopped its vCPU for good and sent its last entry: the backup shall claim. */
    record Yield(long entries) implements PeerMessage {}

    /** The backup has all {@code entries} and will claim: the primary ends. */
    record YieldTaken() implements PeerMessage {}

    /** The backup found a difference; it stops and never claims. */
    record Diverged(String report) implements PeerMessage {}
}
