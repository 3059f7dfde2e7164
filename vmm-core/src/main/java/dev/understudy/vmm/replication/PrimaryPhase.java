package dev.understudy.vmm.replication;

/** Where the owner of a life stands. */
public enum PrimaryPhase {
    /** No backup: outputs leave at once. */
    ALONE,
    /** A backup came; the vCPU was asked to stop and copy its state. */
    CAPTURING,
    /** The state and the entries after it are on their way; outputs still leave at once. */
    TRANSFERRING,
    /** The gate is bound; waiting until all that left before is acknowledged. The backup is not named: it cannot win. */
    HOLDING,
    /** {@code open} was sent, perhaps heard: from here on only a grant frees the gate (rule Arming). */
    ARMING,
    /** The arbiter has said that the next generation is open for the backup. */
    PROTECTED,
    /** The vCPU stops, or stands; the backup was asked to take over. */
    YIELDING,
    /**
     * The backup was given up: claims the next generation, irrevocably. Nothing leaves, acknowledgements are ignored;
     * the guest runs on until the gate is full.
     */
    CLAIMING,
    /** The guest's power-off has left: the arbiter is told that the life is over. */
    POWERING_OFF,
    /** Over: nothing leaves, nothing is heard. */
    ENDED
}
