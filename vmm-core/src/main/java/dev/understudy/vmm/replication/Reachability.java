package dev.understudy.vmm.replication;

/**
 * Disk and switch as seen from both replicas (rule Yield). Only what the backup says well after the loss counts: a server
 * that stopped is missed by one replica before the other. And a server that came back is found by one before the other.
 */
final class Reachability {
    /** More than a client's longest attempt to connect, 5 s, and its longest pause between two, 1 s. */
    private static final long FOUND_AGAIN_NANOS = 7_000_000_000L;

    private final long patienceNanos;
    private boolean disk = true;
    private boolean network = true;
    private long lostAt;
    private boolean peerWhole;
    private long peerWholeSince;
    private long peerSaidAt;

    Reachability(long patienceNanos) {
        this.patienceNanos = patienceNanos;
    }

    void own(boolean diskReachable, boolean switchReachable, long now) {
        if (isWhole()) {
            lostAt = now;
        }
        disk = diskReachable;
        network = switchReachable;
    }

    void peerSays(PeerMessage.Heartbeat heartbeat, long now) {
        boolean whole = heartbeat.diskReachable() && heartbeat.switchReachable();
        if (whole && !peerWhole) {
            peerWholeSince = now;
        }
        peerWhole = whole;
        peerSaidAt = now;
    }

    boolean shouldYield(long now) {
        return !isWhole() && peerWhole && peerSaidAt - lostAt >= patienceNanos && !hasPeerJustFoundIt(now);
    }

    private boolean hasPeerJustFoundIt(long now) {
        return peerWholeSince - lostAt > 0 && now - peerWholeSince < FOUND_AGAIN_NANOS;
    }

    PeerMessage.Heartbeat heartbeat(long guestTime, long instruction) {
        return new PeerMessage.Heartbeat(guestTime, instruction, 0, disk, network);
    }

    String missing() {
        return disk ? "switch" : network ? "disk" : "disk and switch";
    }

    private boolean isWhole() {
        return disk && network;
    }
}
