package dev.understudy.channel;

import dev.understudy.vmm.identity.PeerIdentity;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import javax.net.ssl.SSLException;

/**
 * How the two ends know each other: TLS 1.3, both with certificates of one authority, or, only if a person says so,
 * nothing. Host names are not verified: see {@link PeerIdentity}.
 */
public final class ChannelSecurity {
    static final long HANDSHAKE_MILLIS = 5_000;

    private final SslContext server;
    private final SslContext client;

    private ChannelSecurity(SslContext server, SslContext client) {
        this.server = server;
        this.client = client;
    }

    public static ChannelSecurity tls(PeerIdentity identity) {
        try {
            SslContext server = SslContextBuilder.forServer(identity.privateKey(), identity.certificateChain())
                    .sslProvider(SslProvider.JDK)
                    .trustManager(identity.authority())
                    .clientAuth(ClientAuth.REQUIRE)
                    .protocols("TLSv1.3")
                    .build();
            SslContext client = SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .keyManager(identity.privateKey(), identity.certificateChain())
                    .trustManager(identity.authority())
                    .endpointIdentificationAlgorithm(null)
                    .protocols("TLSv1.3")
                    .build();
            return new ChannelSecurity(server, client);
        } catch (SSLException e) {
            throw new IllegalStateException("this Java runtime cannot speak TLS 1.3: " + e.getMessage(), e);
        }
    }

    /** Anyone who reaches the port is believed. */
    public static ChannelSecurity plaintext() {
        return new ChannelSecurity(null, null);
    }

    boolean isPlaintext() {
        return server == null;
    }

    SslHandler handler(Channel channel, boolean asServer) {
        SslHandler handler = (asServer ? server : client).newHandler(channel.alloc());
        handler.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS);
        handler.setCloseNotifyFlushTimeoutMillis(1_000);
        return handler;
    }
}
