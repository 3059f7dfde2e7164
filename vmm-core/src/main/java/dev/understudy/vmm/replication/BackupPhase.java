package dev.understudy.vmm.replication;

/** Where a backup stands. */
public enum BackupPhase {
    /** Said hello, not welcomed yet. */
    JOINING,
    /** Receives the state and restores it. Cannot have been named at the arbiter. */
    RESTORING,
    /** Takes, acknowledges and replays entries. Armed, or perhaps armed without having heard so. */
    FOLLOWING,
    /** Believes the primary gone: takes and acknowledges nothing more, replays to the last entry. */
    SEALED,
    /** Lived through all that it acknowledged; asks the arbiter until answered. */
    CLAIMING,
    /** Owns the life; the next role takes over from here. */
    LIVE,
    /** Over: never claims. */
    ENDED
}
