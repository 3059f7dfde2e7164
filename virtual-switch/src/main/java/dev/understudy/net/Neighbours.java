package dev.understudy.net;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.IntConsumer;

/**
 * The gateway's ARP table: whose MAC an IPv4 address has, and the frames that wait to know it. One thread.
 */
final class Neighbours {
    static final int MAX_KNOWN = 256;
    static final int MAX_WAITING = 64;
    static final long KNOWN_NANOS = 300_000_000_000L;
    static final long WAIT_NANOS = 5_000_000_000L;
    static final long ASK_NANOS = 500_000_000L;

    private record Known(long mac, long sinceNanos) {}

    private record Waiting(byte[] frame, long sinceNanos) {}

    private static final class Unknown {
        final Queue<Waiting> frames = new ArrayDeque<>();
        long askedNanos;
    }

    private final Map<Integer, Known> known = new LinkedHashMap<>();
    private final Map<Integer, Unknown> unknown = new HashMap<>();
    private final IntConsumer ask;
    private long dropped;

    /** {@code ask}: sends an ARP request for an address. */
    Neighbours(IntConsumer ask) {
        this.ask = ask;
    }

    /** An address was heard of; the frames that waited for it, with their destination filled in, are returned. */
    Queue<byte[]> learn(int address, long mac, long nowNanos) {
        Queue<byte[]> ready = new ArrayDeque<>();
        known.remove(address);
        known.put(address, new Known(mac, nowNanos));
        if (known.size() > MAX_KNOWN) {
            known.remove(known.keySet().iterator().next());
        }
        Unknown waiters = unknown.remove(address);
        if (waiters != null) {
            for (Waiting waiting : waiters.frames) {
                Ethernet.putAddress(waiting.frame, 0, mac);
                ready.add(waiting.frame);
            }
        }
        return ready;
    }

    /** The MAC of {@code address}, or -1. */
    long lookUp(int address, long nowNanos) {
        Known entry = known.get(address);
        return entry == null || nowNanos - entry.sinceNanos > KNOWN_NANOS ? -1 : entry.mac;
    }

    /** Keeps {@code frame} until the MAC of {@code address} is known; the oldest is dropped at the bound. */
    void await(int address, byte[] frame, long nowNanos) {
        Unknown waiters = unknown.get(address);
        boolean first = waiters == null;
        if (first) {
            if (unknown.size() == MAX_KNOWN) {
                dropped++;
                return;
            }
            waiters = new Unknown();
            waiters.askedNanos = nowNanos;
            unknown.put(address, waiters);
        }
        waiters.frames.add(new Waiting(frame, nowNanos));
        if (waiters.frames.size() > MAX_WAITING) {
            waiters.frames.remove();
            dropped++;
        }
        if (first) {
            ask.accept(address); // last: the answer may come at once
        }
    }

    /** Asks again, and drops what has waited for too long. */
    void tick(long nowNanos) {
        for (Iterator<Map.Entry<Integer, Unknown>> i = unknown.entrySet().iterator(); i.hasNext(); ) {
            Unknown waiters = i.next().getValue();
            while (!waiters.frames.isEmpty() && nowNanos - waiters.frames.peek().sinceNanos > WAIT_NANOS) {
                waiters.frames.remove();
                dropped++;
            }
            if (waiters.frames.isEmpty()) {
                i.remove();
            }
        }
        // Over a copy: an answer that comes at once changes the table.
        for (Integer address : List.copyOf(unknown.keySet())) {
            Unknown waiters = unknown.get(address);
            if (waiters != null && nowNanos - waiters.askedNanos >= ASK_NANOS) {
                waiters.askedNanos = nowNanos;
                ask.accept(address);
            }
        }
    }

    long dropped() {
        return dropped;
    }
}
