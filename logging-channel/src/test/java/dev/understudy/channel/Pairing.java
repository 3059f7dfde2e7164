package dev.understudy.channel;

import dev.understudy.vmm.identity.PeerIdentity;
import dev.understudy.vmm.replication.ClaimantId;
import dev.understudy.vmm.replication.PeerMessage;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;

/** A primary's door and backups that knock, over real TCP on this host. Each end has a loop of its own. */
final class Pairing implements AutoCloseable {
    static final byte[] SECRET = "the secret of this test".getBytes(StandardCharsets.US_ASCII);
    static final ClaimantId NOBODY = new ClaimantId(7, 7);

    private final EventLoopGroup primaryGroup = ChannelLoop.open("primary");
    private final EventLoopGroup backupGroup = ChannelLoop.open("backup");
    private final List<ChannelClient> clients = new ArrayList<>();
    final EventLoop primaryLoop = primaryGroup.next();
    final EventLoop backupLoop = backupGroup.next();
    final Recorder primary = new Recorder();
    final LinkedBlockingQueue<PeerConnection> arrived = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<String> turnedAway = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<String> failed = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<PeerConnection> connected = new LinkedBlockingQueue<>();
    final InetSocketAddress address;
    private final ChannelServer server;
    ChannelLogSink sink;
    ChannelLogQueue queue;

    static ChannelSecurity tls() {
        return ChannelSecurity.tls(PeerIdentity.fromSecret(SECRET));
    }

    Pairing(ChannelSecurity security) throws Exception {
        server = new ChannelServer(primaryLoop, security, new ChannelServer.Acceptor() {
            @Override
            public PeerListener arrived(PeerConnection connection, PeerMessage.Hello hello) {
                primary.messages.add(hello);
                connection.send(new PeerMessage.Welcome(4, NOBODY));
                arrived.add(connection);
                return primary;
            }

            @Override
            public void turnedAway(String from, String reason) {
                turnedAway.add(reason);
            }
        });
        address = server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** A backup that says Hello as soon as it may. */
    Recorder backup(ChannelSecurity security, PeerMessage.Hello hello) {
        Recorder backup = new Recorder();
        ChannelClient client = new ChannelClient(backupLoop, security, address, new ChannelClient.Caller() {
            @Override
            public PeerListener connected(PeerConnection connection) {
                connection.send(hello);
                connected.add(connection);
                return backup;
            }

            @Override
            public void failed(String reason) {
                failed.add(reason);
            }
        });
        clients.add(client);
        client.start();
        return backup;
    }

    static PeerMessage.Hello hello() {
        return new PeerMessage.Hello(PeerMessage.VERSION, "web", NOBODY);
    }

    /** Joins a backup and lets the log flow, with an empty state. Returns the backup's listener. */
    Recorder joined(int window, long backlog, Runnable room, Runnable entries) throws Exception {
        Recorder backup = backup(tls(), hello());
        primary.next(PeerMessage.Hello.class);
        backup.next(PeerMessage.Welcome.class);
        PeerConnection toBackup = Recorder.await(arrived);
        PeerConnection toPrimary = Recorder.await(connected);
        sink = new ChannelLogSink(5, backlog, room);
        queue = new ChannelLogQueue(5, window, entries);
        primaryLoop.submit(() -> toBackup.sendState(new byte[0], 0, sink)).get();
        backup.next(PeerMessage.TransferBegin.class);
        backupLoop.submit(() -> toPrimary.receiveLog(queue)).get();
        backup.next(PeerMessage.TransferEnd.class);
        arrived.add(toBackup);
        connected.add(toPrimary);
        return backup;
    }

    @Override
    public void close() {
        clients.forEach(ChannelClient::close);
        server.close();
        primaryGroup.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS);
        backupGroup.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS);
    }
}
