package dev.understudy.net;

import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The gateway's source ports: each host client of a forward has one, so that the guest sees clients apart and its answers
 * find the way back. Bounded: at the bound the client silent for longest loses its port. One thread.
 */
final class ClientPorts {
    /** IANA's dynamic ports. */
    static final int FIRST_PORT = 49152;

    static final int MAX_CLIENTS = 16384;
    static final long IDLE_NANOS = 120_000_000_000L;

    /** One client of one forward. */
    record Client(int forward, InetSocketAddress address) {}

    private static final class Lease {
        final Client client;
        final int port;
        long usedNanos;

        Lease(Client client, int port, long usedNanos) {
            this.client = client;
            this.port = port;
            this.usedNanos = usedNanos;
        }
    }

    /** In access order. */
    private final Map<Client, Lease> leases = new LinkedHashMap<>(64, 0.75f, true);

    private final Lease[] byPort = new Lease[MAX_CLIENTS];
    private int nextIndex;

    /** The port of {@code client}, a new one if it has none. */
    int portOf(Client client, long nowNanos) {
        Lease lease = leases.get(client);
        if (lease == null) {
            if (leases.size() == MAX_CLIENTS) {
                Lease eldest = leases.values().iterator().next();
                leases.remove(eldest.client);
                byPort[eldest.port - FIRST_PORT] = null;
            }
            while (byPort[nextIndex] != null) {
                nextIndex = (nextIndex + 1) % MAX_CLIENTS;
            }
            lease = new Lease(client, FIRST_PORT + nextIndex, nowNanos);
            byPort[nextIndex] = lease;
            // The next one gets another port even if this is free again by then: late answers go astray otherwise.
            nextIndex = (nextIndex + 1) % MAX_CLIENTS;
            leases.put(client, lease);
        }
        lease.usedNanos = nowNanos;
        return lease.port;
    }

    /** Who has {@code port}, or null. */
    Client clientOf(int port, long nowNanos) {
        Lease lease = port < FIRST_PORT ? null : byPort[port - FIRST_PORT];
        if (lease == null) {
            return null;
        }
        leases.get(lease.client);
        lease.usedNanos = nowNanos;
        return lease.client;
    }

    void expire(long nowNanos) {
        Iterator<Lease> eldestFirst = leases.values().iterator();
        while (eldestFirst.hasNext()) {
            Lease lease = eldestFirst.next();
            if (nowNanos - lease.usedNanos <= IDLE_NANOS) {
                return;
            }
            eldestFirst.remove();
            byPort[lease.port - FIRST_PORT] = null;
        }
    }

    int count(int forward) {
        return (int) leases.keySet().stream().filter(c -> c.forward == forward).count();
    }
}
