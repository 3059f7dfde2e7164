package dev.understudy.net;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A learning Ethernet switch (IEEE 802.1D, 7.8): a source address is remembered with the port that it came from; a frame to
 * a known address goes there, all others to everybody else. One thread.
 */
final class Switch {
    static final int MAX_ADDRESSES = 1024;
    static final int MAX_PORTS = 128;

    /** 802.1D's default ageing time. */
    static final long MAX_AGE_NANOS = 300_000_000_000L;

    /** Sees every frame at every port that it passes. */
    interface Tap {
        void frame(SwitchPort port, boolean enters, byte[] frame);
    }

    private record Place(SwitchPort port, long seenNanos) {}

    private final List<SwitchPort> ports = new ArrayList<>();

    /** In access order, so that the address not heard of for longest comes first. */
    private final Map<Long, Place> places = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Place> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };

    private final Tap tap;
    private long malformed;

    Switch(Tap tap) {
        this.tap = tap;
    }

    void plug(SwitchPort port) {
        if (ports.size() == MAX_PORTS) {
            throw new IllegalStateException("the switch has " + MAX_PORTS + " ports, all taken");
        }
        ports.add(port);
    }

    void unplug(SwitchPort port) {
        ports.remove(port);
        places.values().removeIf(place -> place.port == port);
    }

    /** A frame enters the switch at {@code from}. */
    void receive(SwitchPort from, byte[] frame, long nowNanos) {
        if (!Ethernet.hasLegalLength(frame) || Ethernet.isGroup(Ethernet.source(frame))) {
            malformed++;
            return;
        }
        tap.frame(from, true, frame);
        places.put(Ethernet.source(frame), new Place(from, nowNanos));
        SwitchPort to = locate(Ethernet.destination(frame), nowNanos);
        if (to == null) {
            flood(from, frame, nowNanos);
        } else if (mayPass(from, to)) {
            deliver(to, frame, nowNanos);
        }
    }

    private static boolean mayPass(SwitchPort from, SwitchPort to) {
        return from != to && !(from.isUplink() && to.isUplink());
    }

    /** Where {@code address} was heard last, or null. */
    SwitchPort locate(long address, long nowNanos) {
        Place place = Ethernet.isGroup(address) ? null : places.get(address);
        if (place != null && nowNanos - place.seenNanos > MAX_AGE_NANOS) {
            places.remove(address);
            return null;
        }
        return place == null ? null : place.port;
    }

    /** Frames that were too short, too long, or came from a group address. */
    long malformed() {
        return malformed;
    }

    private void flood(SwitchPort from, byte[] frame, long nowNanos) {
        // By index: a port that answers at once comes back in here, but none is plugged meanwhile.
        for (int i = 0; i < ports.size(); i++) {
            if (mayPass(from, ports.get(i))) {
                deliver(ports.get(i), frame, nowNanos);
            }
        }
    }

    private void deliver(SwitchPort to, byte[] frame, long nowNanos) {
        tap.frame(to, false, frame);
        to.deliver(frame, nowNanos);
    }
}
