package dev.understudy.vmm.replication;

/** The rules of the model that machine, disk server and switch carry; in the simulation they can be left out too. */
enum WorldRule {
    /** A generation is granted once. */
    TEST_AND_SET,
    /** Only the owner, or the backup named, may claim. */
    NAMED_BACKUP,
    /** A restarted process is a new claimant. */
    LIFE_TOKEN,
    /** Writes of older generations are refused. */
    FENCE,
    /** A grant waits for writes in progress. */
    WAIT_OUT,
    /** A new connection first ends the requests of the older one. */
    CONNECTION_FENCE,
    /** Frames of older generations are dropped. */
    SWITCH_FENCE,
    /** The backup stays within what it has entries for. */
    HORIZON,
    /** What is pending at go-live goes out again. */
    REISSUE,
    /** What left is forgotten only when the switch has it. */
    CONFIRMATION
}
