package dev.understudy.vmm.role;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.host.BlockStore;
import dev.understudy.vmm.host.NetworkPort;
import dev.understudy.vmm.log.DiskStatus;
import java.util.HashSet;
import java.util.Set;

/**
 * A replica's two ways to the world, connected from its start. A backup only hears whether they work; at go-live the owner
 * hears everything. Calls come on any thread.
 */
final class Cables implements NetworkPort.Listener, BlockStore.Listener {
    /** Hears, before there is an owner, whether disk and switch can be reached. */
    interface Standby {
        void world(boolean diskReachable, boolean switchReachable);
    }

    private static final int MAX_REASONS = 4;

    private final ReplicaHost host;
    private final Standby standby;
    private final NetworkPort network;
    private final BlockStore disk;
    /** Of the loop's thread, as is the other: the disk says that it can be reached before its client is there. */
    private boolean diskReachable;

    private boolean switchReachable;
    private final Set<String> reasonsSaid = new HashSet<>();
    private boolean closed;
    private volatile PrimaryRole owner;

    Cables(ReplicaHost host, Standby standby) {
        this.host = host;
        this.standby = standby;
        network = host.network().apply(this);
        disk = host.disk().apply(this);
        if (disk == null) {
            host.loop().execute(() -> diskReachable = true); // nothing to miss
        }
    }

    NetworkPort network() {
        return network;
    }

    /** Null if the VM has no disk. */
    BlockStore disk() {
        return disk;
    }

    /** On the loop: from now on everything goes to the owner, beginning with what is known. */
    void goTo(PrimaryRole role) {
        owner = role;
        role.reachable(switchReachable, "");
        role.reachable(diskReachable, 0);
    }

    void close() {
        closed = true;
        network.close();
        if (disk != null) {
            disk.close();
        }
    }

    /**
     * Without the switch a guest that starts, or goes live, waits. Each reason once an outage, and few of them: to a host that
     * vanished each attempt fails in one of several ways, for hours.
     */
    private void sayUnreachable(String reason) {
        if (reasonsSaid.size() < MAX_REASONS && reasonsSaid.add(reason) && !closed) {
            host.announcer().say("the switch cannot be reached: " + reason + "; trying again");
        }
    }

    private void tell() {
        host.loop().execute(() -> {
            if (owner == null) {
                standby.world(diskReachable, switchReachable);
            }
        });
    }

    @Override
    public void attached() {
        if (owner != null) {
            owner.attached();
        }
    }

    @Override
    public void frame(long number, byte[] frame) {
        if (owner != null) {
            owner.frame(number, frame);
        }
    }

    @Override
    public void consoleInput(long number, byte[] data) {
        if (owner != null) {
            owner.consoleInput(number, data);
        }
    }

    @Override
    public void passed(long nextFrame, long nextConsoleByte) {
        if (owner != null) {
            owner.passed(nextFrame, nextConsoleByte);
        }
    }

    @Override
    public void fenced(String reason) {
        if (owner != null) {
            owner.fenced(reason);
        }
    }

    @Override
    public void reachable(boolean reachable, String reason) {
        host.loop().execute(() -> {
            switchReachable = reachable;
            if (reachable) {
                reasonsSaid.clear();
            } else {
                sayUnreachable(reason);
            }
        });
        if (owner != null) {
            owner.reachable(reachable, reason);
        }
        tell();
    }

    @Override
    public void completed(DiskRequest request, DiskStatus status, byte[] data) {
        if (owner != null) {
            owner.completed(request, status, data);
        }
    }

    @Override
    public void rewriteFailed(DiskRequest write, DiskStatus status) {
        if (owner != null) {
            owner.rewriteFailed(write, status);
        }
    }

    @Override
    public void ownershipLost(String reason) {
        if (owner != null) {
            owner.ownershipLost(reason);
        }
    }

    @Override
    public void reachable(boolean reachable, long instance) {
        host.loop().execute(() -> diskReachable = reachable);
        if (owner != null) {
            owner.reachable(reachable, instance);
        }
        tell();
    }
}
