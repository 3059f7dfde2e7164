package dev.understudy.cli.hosts;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hosts on one Ethernet: network namespaces, each with a cable into a bridge in a namespace of its own. No way leads out.
 * Names bear this process's id; what a process that is gone left behind is removed by the next.
 *
 * <pre>
 *   host-a          hub            host-b
 *   [eth0]──veth──[to-host-a]      [eth0]
 *   10.77.0.1       bridge           │
 *                 [to-host-b]──veth──┘ 10.77.0.2
 * </pre>
 */
public final class Hosts implements AutoCloseable {
    private static final String PREFIX = "understudy-";
    private static final Pattern OURS = Pattern.compile(PREFIX + "(\\d+)-\\d+-[a-z-]+");
    private static final AtomicInteger NETWORKS = new AtomicInteger();

    private final String prefix = PREFIX + ProcessHandle.current().pid() + "-" + NETWORKS.incrementAndGet() + "-";
    private final Map<String, Host> hosts = new LinkedHashMap<>();
    private final Thread hook = new Thread(this::remove, "remove-hosts");

    private Hosts() {}

    /** Skips the test where namespaces are not to be had. */
    public static Hosts open(String... names) throws IOException {
        String lack = lack();
        assumeTrue(lack == null, () -> "no hosts of their own: " + lack);
        removeAbandoned();
        Hosts network = new Hosts();
        Runtime.getRuntime().addShutdownHook(network.hook);
        try {
            Iproute.ip("netns", "add", network.hub());
            Iproute.ip("-n", network.hub(), "link", "add", "bridge", "type", "bridge");
            Iproute.ip("-n", network.hub(), "link", "set", "bridge", "up");
            Iproute.ip("-n", network.hub(), "link", "set", "lo", "up");
            for (String name : names) {
                network.add(name);
            }
            return network;
        } catch (IOException e) {
            network.close();
            throw e;
        }
    }

    /** Null if all is there. */
    private static String lack() {
        String probe = PREFIX + ProcessHandle.current().pid() + "-0-probe";
        try {
            Iproute.ip("netns", "add", probe);
            try {
                Iproute.ip("-n", probe, "link", "add", "bridge", "type", "bridge");
                Iproute.ip("-n", probe, "link", "add", "one", "type", "veth", "peer", "name", "two");
                Iproute.ip("netns", "exec", probe, "true");
                return null;
            } finally {
                Iproute.ip("netns", "del", probe);
            }
        } catch (IOException e) {
            return "it needs root, iproute2 and a kernel with veth and bridge; " + e.getMessage();
        }
    }

    private void add(String name) throws IOException {
        Host host = new Host(name, prefix + name, hub(), hosts.size() + 1);
        hosts.put(name, host);
        host.make();
    }

    public Host host(String name) {
        return hosts.get(name);
    }

    String hub() {
        return prefix + "hub";
    }

    /** One line a host, as in {@code /etc/hosts}. */
    List<String> names() {
        return hosts.values().stream()
                .map(host -> host.address() + " " + host.name())
                .toList();
    }

    /** Removes the namespaces; processes in them go on without a network. */
    @Override
    public void close() {
        remove();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private void remove() {
        try {
            removeAll(prefix);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void removeAll(String prefix) throws IOException {
        for (String name : namespaces()) {
            if (name.startsWith(prefix)) {
                Iproute.ip("netns", "del", name);
            }
        }
    }

    private static void removeAbandoned() throws IOException {
        for (String name : namespaces()) {
            Matcher ours = OURS.matcher(name);
            if (ours.matches() && !Files.exists(Path.of("/proc", ours.group(1)))) {
                Iproute.ip("netns", "del", name);
            }
        }
    }

    static List<String> namespaces() throws IOException {
        List<String> names = new ArrayList<>();
        for (String line : Iproute.ip("netns", "list").split("\n")) {
            names.add(line.split(" ")[0]);
        }
        return names;
    }
}
