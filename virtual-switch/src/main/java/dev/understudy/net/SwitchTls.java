package dev.understudy.net;

import dev.understudy.vmm.identity.PeerIdentity;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import javax.net.ssl.SSLException;

/** TLS 1.3 with both sides authenticated. What proves a peer is the authority, not a host name, so none is checked. */
final class SwitchTls {
    private SwitchTls() {}

    static SslContext server(PeerIdentity identity) throws SSLException {
        return SslContextBuilder.forServer(identity.privateKey(), identity.certificateChain())
                .clientAuth(ClientAuth.REQUIRE)
                .trustManager(identity.authority())
                .protocols("TLSv1.3")
                .sslProvider(SslProvider.JDK)
                .build();
    }

    static SslContext client(PeerIdentity identity) throws SSLException {
        return SslContextBuilder.forClient()
                .keyManager(identity.privateKey(), identity.certificateChain())
                .trustManager(identity.authority())
                .endpointIdentificationAlgorithm(null)
                .protocols("TLSv1.3")
                .sslProvider(SslProvider.JDK)
                .build();
    }
}
