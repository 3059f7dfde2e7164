package dev.understudy.cli;

import dev.understudy.channel.ChannelLogSink;
import dev.understudy.channel.LogTraffic;
import dev.understudy.channel.PeerConnection;
import dev.understudy.channel.PeerListener;
import dev.understudy.vmm.log.LogSink;
import dev.understudy.vmm.replication.PeerMessage;
import dev.understudy.vmm.role.PrimaryLink;
import dev.understudy.vmm.role.PrimaryRole;

/** One backup's connection, seen from the primary: the channel on one side, the role on the other. */
final class PrimaryConnection implements PrimaryLink, PeerListener {
    private static final byte[] NOTHING = {};

    private final PeerConnection connection;
    private final PrimaryRole role;
    private final LogTraffic traffic;
    private volatile ChannelLogSink log;
    private boolean sent;

    PrimaryConnection(PeerConnection connection, PrimaryRole role, LogTraffic traffic) {
        this.connection = connection;
        this.role = role;
        this.traffic = traffic;
    }

    /** The backup's first word: answers it. */
    void greet(PeerMessage.Hello hello) {
        PeerMessage answer = role.backupArrived(hello, connection.peer(), this);
        connection.send(answer);
        if (answer instanceof PeerMessage.Refused refused) {
            connection.close(refused.reason());
        }
    }

    @Override
    public void send(PeerMessage message) {
        connection.send(message);
    }

    @Override
    public LogSink openLog(long firstSequence, Runnable roomAgain) {
        log = new ChannelLogSink(firstSequence, roomAgain, traffic);
        return log;
    }

    @Override
    public void sendState(byte[] snapshot, long firstSequence) {
        sent = true;
        connection.sendState(snapshot, snapshot.length, log);
    }

    @Override
    public void close(String reason) {
        connection.close(reason);
        if (log != null && !sent) {
            sent = true;
            connection.sendState(NOTHING, 0, log); // on a closed connection this only ends the log
        }
    }

    @Override
    public void message(PeerMessage message) {
        role.heard(message);
    }

    @Override
    public void heard() {
        role.peerAlive();
    }

    @Override
    public void acknowledged(long nextSequence) {
        role.acknowledged(nextSequence);
    }

    @Override
    public void closed(String reason) {
        close(reason);
        role.channelLost(this, reason);
    }
}
