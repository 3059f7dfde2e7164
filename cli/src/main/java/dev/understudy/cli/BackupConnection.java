package dev.understudy.cli;

import dev.understudy.channel.ChannelLogQueue;
import dev.understudy.channel.PeerConnection;
import dev.understudy.channel.PeerListener;
import dev.understudy.channel.TransferReceiver;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.LogSource;
import dev.understudy.vmm.replication.PeerMessage;
import dev.understudy.vmm.role.BackupLink;
import dev.understudy.vmm.role.BackupRole;

/** The connection to the primary, seen from the backup. */
final class BackupConnection implements BackupLink, PeerListener {
    private static final long MAX_STATE_BYTES = 2L << 30;

    private final PeerConnection connection;
    private final BackupRole role;
    private final TransferReceiver transfer = new TransferReceiver(MAX_STATE_BYTES);
    private ChannelLogQueue queue;

    BackupConnection(PeerConnection connection, BackupRole role) {
        this.connection = connection;
        this.role = role;
    }

    @Override
    public void send(PeerMessage message) {
        connection.send(message);
    }

    @Override
    public long accepted() {
        return queue == null ? 0 : queue.accepted();
    }

    @Override
    public void seal() {
        if (queue != null) {
            queue.seal();
        }
    }

    @Override
    public LogSource log() {
        return queue;
    }

    @Override
    public void close(String reason) {
        connection.close(reason);
    }

    @Override
    public void message(PeerMessage message) {
        if (message instanceof PeerMessage.TransferBegin begin) {
            transfer.begin(begin);
            queue = new ChannelLogQueue(begin.firstSequence(), role::entriesArrived);
            connection.receiveLog(queue);
        } else if (message instanceof PeerMessage.TransferChunk chunk) {
            transfer.chunk(chunk);
        } else if (message instanceof PeerMessage.TransferEnd end) {
            transfer.end(end);
            role.transferred(transfer.firstSequence(), transfer.snapshot());
        } else {
            role.heard(message);
        }
    }

    @Override
    public void heard() {
        role.peerAlive();
    }

    @Override
    public void accepted(LogEntry entry) {
        role.entryAccepted(entry);
    }

    @Override
    public void closed(String reason) {
        role.channelLost(reason);
    }
}
