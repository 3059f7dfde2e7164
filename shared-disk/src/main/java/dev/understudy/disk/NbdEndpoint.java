package dev.understudy.disk;

import dev.understudy.vmm.identity.PeerIdentity;
import java.util.Objects;

/**
 * Where a disk server is and how to speak with it.
 *
 * @param host name or address, resolved at each connect
 * @param identity null: plaintext
 */
public record NbdEndpoint(String host, int port, PeerIdentity identity) {
    public NbdEndpoint {
        Objects.requireNonNull(host);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not in 1..65535");
        }
    }

    @Override
    public String toString() {
        return (identity == null ? "nbd://" : "nbds://") + host + ":" + port;
    }
}
