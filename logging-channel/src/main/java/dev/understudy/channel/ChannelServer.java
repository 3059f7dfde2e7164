package dev.understudy.channel;

import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.replication.PeerMessage;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The primary's door. Whoever knocks proves itself over TLS, says Hello within five seconds in our version, and is handed
 * up if there is no backup. At most {@value #MAX_GREETING} connections at a time are not that far.
 */
public final class ChannelServer implements AutoCloseable {
    static final int MAX_GREETING = 8;

    /** Who takes backups in. Calls come on the event loop. */
    public interface Acceptor {
        /**
         * A backup has said Hello. Sends Welcome, or Refused and closes.
         *
         * @return who listens to the connection from here on
         */
        PeerListener arrived(PeerConnection connection, PeerMessage.Hello hello);

        /** Someone was turned away before that. */
        default void turnedAway(String address, String reason) {}
    }

    private final EventLoop loop;
    private final ChannelSecurity security;
    private final Acceptor acceptor;
    private final Set<PeerConnection> greeting = new HashSet<>();
    private PeerConnection backup;
    private Channel listening;

    public ChannelServer(EventLoop loop, ChannelSecurity security, Acceptor acceptor) {
        this.loop = loop;
        this.security = security;
        this.acceptor = acceptor;
    }

    /**
     * Listens. Blocks until the port is bound; not on the event loop. Port 0 picks one.
     *
     * @return the address bound
     */
    public InetSocketAddress listen(InetSocketAddress address) throws IOException {
        var bound = new ServerBootstrap()
                .group(loop, loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 16)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        knock(channel);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on " + address + ": " + bound.cause().getMessage(), bound.cause());
        }
        listening = bound.channel();
        return (InetSocketAddress) listening.localAddress();
    }

    /** Stops listening; a backup that is connected stays. */
    @Override
    public void close() {
        if (listening != null) {
            listening.close();
        }
    }

    private void knock(Channel channel) {
        if (greeting.size() >= MAX_GREETING) {
            acceptor.turnedAway(String.valueOf(channel.remoteAddress()), "too many connections without a Hello");
            channel.close();
            return;
        }
        Arrival arrival = new Arrival();
        PeerConnection connection = new PeerConnection(channel, true, arrival);
        arrival.connection = connection;
        greeting.add(connection);
        loop.schedule(arrival::late, ChannelSecurity.HANDSHAKE_MILLIS, TimeUnit.MILLISECONDS);
        ConnectionEvents.install(channel, security, true, connection, ready -> {});
    }

    /** Listens to a connection until its Hello. */
    private final class Arrival implements PeerListener {
        private PeerConnection connection;

        @Override
        public void message(PeerMessage message) {
            PeerMessage.Hello hello = (PeerMessage.Hello) message;
            if (hello.version() != PeerMessage.VERSION) {
                throw new MalformedBytes("this primary speaks version " + PeerMessage.VERSION + " of the protocol, not "
                        + hello.version() + "; run the same release on both sides");
            }
            if (backup != null && !backup.isClosed()) {
                throw new MalformedBytes(
                        "there is a backup already, " + backup.peer() + " at " + backup.remoteAddress());
            }
            greeting.remove(connection);
            backup = connection;
            connection.listen(acceptor.arrived(connection, hello));
        }

        @Override
        public void closed(String reason) {
            greeting.remove(connection);
            acceptor.turnedAway(connection.remoteAddress(), reason);
        }

        void late() {
            if (greeting.contains(connection)) {
                connection.fail("no Hello within " + ChannelSecurity.HANDSHAKE_MILLIS + " ms");
            }
        }
    }
}
