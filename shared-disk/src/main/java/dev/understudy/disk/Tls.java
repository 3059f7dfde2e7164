package dev.understudy.disk;

import dev.understudy.vmm.identity.PeerIdentity;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import javax.net.ssl.SSLException;

/** TLS 1.3 by the JDK, mutual: who holds a key of our authority is let in, and is known by that key. */
final class Tls {
    private static final String VERSION = "TLSv1.3";

    private Tls() {}

    static SslContext forServer(PeerIdentity identity) throws SSLException {
        return SslContextBuilder.forServer(identity.privateKey(), identity.certificateChain())
                .sslProvider(SslProvider.JDK)
                .protocols(VERSION)
                .clientAuth(ClientAuth.REQUIRE)
                .trustManager(identity.authority())
                .build();
    }

    /** Does not compare host names: the authority is the pair's own, its leaves are processes, not hosts. */
    static SslContext forClient(PeerIdentity identity) throws SSLException {
        return SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .protocols(VERSION)
                .keyManager(identity.privateKey(), identity.certificateChain())
                .trustManager(identity.authority())
                .endpointIdentificationAlgorithm(null)
                .build();
    }
}
