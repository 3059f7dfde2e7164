package dev.understudy.cli;

import dev.understudy.channel.LogTraffic;
import dev.understudy.vmm.log.EntryKind;
import dev.understudy.vmm.replication.Lag;
import dev.understudy.vmm.replication.PeerMessage;
import dev.understudy.vmm.replication.PrimaryProtocol;
import dev.understudy.vmm.role.BackupRole;
import dev.understudy.vmm.role.HoldTimes;
import dev.understudy.vmm.role.PrimaryRole;

/** What a replica says of itself when asked. Reads only what other threads may read; its numbers may be a moment apart. */
final class ReplicaStatus {
    private final LogTraffic traffic;
    private final EngineOption engine;
    private final Rate logBytes;
    private final Rate instructions;
    private volatile PrimaryRole primary;
    private volatile BackupRole backup;

    ReplicaStatus(LogTraffic traffic, EngineOption engine) {
        this.traffic = traffic;
        this.engine = engine;
        logBytes = new Rate(traffic::bytes, System::nanoTime);
        instructions = new Rate(this::instruction, System::nanoTime);
    }

    void follows(BackupRole role) {
        backup = role;
    }

    void lives(PrimaryRole role) {
        primary = role;
    }

    /** To be called once a second. */
    void look() {
        logBytes.look();
        instructions.look();
    }

    private long instruction() {
        PrimaryRole owner = primary;
        BackupRole follower = backup;
        return owner != null ? owner.instruction() : follower != null ? follower.instruction() : 0;
    }

    void put(NodeStatus status) {
        if (primary != null) {
            put(status, primary);
        } else if (backup != null) {
            put(status, backup);
        }
        status.put("instruction", instruction()).put("instructionsPerSecond", instructions.perSecond());
        engine.counters().put(status);
    }

    private void put(NodeStatus status, PrimaryRole owner) {
        PrimaryProtocol protocol = owner.protocol();
        status.put("phase", protocol.phase())
                .put("protected", protocol.protection().armed())
                .put("protection", protocol.protection())
                .put("generation", protocol.generation())
                .put("guestTimeTicks", owner.guestTime())
                .put("entriesAppended", owner.appended())
                .put("entriesAcknowledged", protocol.acknowledged())
                .put("framesDropped", owner.droppedFrames())
                .put("vcpuCpuNanos", owner.cpuNanos());
        putTraffic(status);
        putHold(status, owner.holdTimes());
        if (protocol.protection().armed()) {
            putLag(status, protocol.lag());
        }
    }

    /** What went into the log for backups, before TLS. */
    private void putTraffic(NodeStatus status) {
        status.put("logEntries", traffic.entries())
                .put("logBytes", traffic.bytes())
                .put("logBytesPerSecond", logBytes.perSecond());
        for (EntryKind kind : EntryKind.values()) {
            if (traffic.entries(kind) > 0) {
                status.put("logEntries." + kind.label(), traffic.entries(kind))
                        .put("logBytes." + kind.label(), traffic.bytes(kind));
            }
        }
    }

    private static void putHold(NodeStatus status, HoldTimes times) {
        long[] nanos = times.percentiles(50, 99);
        status.put("outputsHeld", times.count())
                .put("holdMicrosTotal", times.totalNanos() / 1000)
                .put("holdMicrosP50", nanos[0] / 1000)
                .put("holdMicrosP99", nanos[1] / 1000);
    }

    /** How far the backup is behind as the primary knows it: as old as a heartbeat. */
    private static void putLag(NodeStatus status, Lag lag) {
        status.put("lagMicros", lag.nanos() / 1000)
                .put("lagInstructions", lag.instructions())
                .put("lagEntries", lag.entries())
                .put("throttledPercent", lag.throttledPercent())
                .put("throttledWhy", lag.throttledPercent() == 0 ? "" : "the backup lags");
    }

    private static void put(NodeStatus status, BackupRole follower) {
        status.put("phase", follower.protocol().phase())
                .put("armed", follower.protocol().isArmed())
                .put("generation", follower.protocol().generation())
                .put("vcpuCpuNanos", follower.cpuNanos())
                .put("digestEqualInstruction", follower.digestEqualAt());
        PeerMessage.Heartbeat said = follower.protocol().primaryHeartbeat();
        if (said != null) {
            status.put("lagInstructions", Math.max(0, said.instruction() - follower.instruction()));
        }
    }
}
