package dev.understudy.cli.hosts;

import java.io.IOException;

/** A host of {@link Hosts}: what can be done to its cable. */
public final class Host {
    /** Nobody's, so that a frame to it is lost on the wire, and its sender does not know. */
    private static final String NOBODY = "02:75:73:00:00:ff";

    private final String name;
    private final String namespace;
    private final String hub;
    private final int number;

    /** @param number 1..254 */
    Host(String name, String namespace, String hub, int number) {
        this.name = name;
        this.namespace = namespace;
        this.hub = hub;
        this.number = number;
    }

    void make() throws IOException {
        Iproute.ip("netns", "add", namespace);
        Iproute.ip("-n", hub, "link", "add", port(), "type", "veth", "peer", "name", "eth0", "netns", namespace);
        Iproute.ip("-n", hub, "link", "set", port(), "master", "bridge", "up");
        Iproute.ip("-n", namespace, "link", "set", "lo", "up");
        Iproute.ip("-n", namespace, "link", "set", "eth0", "address", mac(), "up");
        Iproute.ip("-n", namespace, "address", "add", address() + "/24", "dev", "eth0");
    }

    String name() {
        return name;
    }

    public String namespace() {
        return namespace;
    }

    String address() {
        return "10.77.0." + number;
    }

    private String mac() {
        return String.format("02:75:73:00:00:%02x", number);
    }

    /** The other end of its cable, in the hub. */
    String port() {
        return "to-" + name;
    }

    /** From now on the host is alone; nobody is told. */
    void unplug() throws IOException {
        Iproute.ip("-n", hub, "link", "set", port(), "down");
    }

    void plug() throws IOException {
        Iproute.ip("-n", hub, "link", "set", port(), "up");
    }

    /** What this host sends to {@code other} is lost on the way; the other direction stays. */
    void loseAllTo(Host other) throws IOException {
        neighbour(other, NOBODY);
    }

    /** Ends {@link #loseAllTo}. */
    void reach(Host other) throws IOException {
        neighbour(other, other.mac());
    }

    private void neighbour(Host other, String mac) throws IOException {
        Iproute.ip(
                "-n", namespace, "neigh", "replace", other.address(), "lladdr", mac, "dev", "eth0", "nud", "permanent");
    }

    /** Cuts both directions between two hosts; each still reaches all others. */
    static void part(Host one, Host other) throws IOException {
        one.loseAllTo(other);
        other.loseAllTo(one);
    }

    static void join(Host one, Host other) throws IOException {
        one.reach(other);
        other.reach(one);
    }
}
