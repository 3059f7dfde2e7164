package dev.understudy.vmm.replication;

/**
 * Disk and switch as seen from both replicas (rule Yield). Only what the backup says well after the loss counts: a server
 * that stopped is missed by one replica before the other.
 */
final class Reachability {
    private final long patienceNanos;
    private boolean disk = true;
    private boolean network = true;
    private long lostAt;
    private boolean peerWhole;
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
        peerWhole = heartbeat.diskReachable() && heartbeat.switchReachable();
        peerSaidAt = now;
    }

    boolean shouldYield(long now) {
        return !isWhole() && now - lostAt >= patienceNanos && peerWhole && peerSaidAt - lostAt >= patienceNanos;
    }

    PeerMessage.Heartbeat heartbeat(long guestTime, long instruction) {
        return new PeerMessage.Heartbeat(guestTime, instruction, disk, network);
    }

    String missing() {
        return disk ? "switch" : network ? "disk" : "disk and switch";
    }

    private boolean isWhole() {
        return disk && network;
    }
}
