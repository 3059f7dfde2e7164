package dev.understudy.net;

import dev.understudy.vmm.identity.PeerIdentity;

/**
 * Where a switch is, and how to speak with it.
 *
 * @param identity for TLS 1.3; null only with {@code plaintext}
 */
public record SwitchEndpoint(String host, int port, PeerIdentity identity, boolean plaintext) {
    public SwitchEndpoint {
        if (plaintext == (identity != null)) {
            throw new IllegalArgumentException("give either an identity for TLS, or plaintext explicitly");
        }
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
