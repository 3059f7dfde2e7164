package dev.understudy.vmm.replication;

/**
 * How far a backup is behind its primary, as the primary knows it, and what that costs the guest.
 *
 * @param nanos so long ago the primary was where the backup is now
 * @param instructions that the backup has yet to execute
 * @param entries that it has yet to replay, those on their way included
 * @param share of the time that the primary's vCPU may run, in thousandths
 */
public record Lag(long nanos, long instructions, long entries, int share) {
    /** All of the time. */
    public static final int FULL_SHARE = 1000;

    /** Of no backup. */
    static final Lag NONE = new Lag(0, 0, 0, FULL_SHARE);

    /** So much of its time the guest is kept from running, rounded up. */
    public int throttledPercent() {
        return (FULL_SHARE - share + 9) / 10;
    }
}
