package dev.understudy.cli.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A guest on a bridge of the kernel, by a TAP device. */
@Timeout(120)
class TapEndToEndTest {
    @TempDir
    Path folder;

    private final Queue<String> said = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void needsTun() {
        assumeTrue(Files.exists(Path.of("/dev/net/tun")), "no TAP device: the kernel has no /dev/net/tun");
    }

    @Test
    void hostsOfTheBridgesNetworkReachTheGuestWithoutAForward() throws Exception {
        try (Hosts hosts = Hosts.open("host-a")) {
            String host = hosts.host("host-a").namespace();
            Iproute.ip("-n", host, "address", "add", "10.0.2.77/24", "dev", "eth0");
            try (HostProcess guest = run(hosts.hub(), "guest", understudy(counter("--tap=guest0,bridge=bridge")));
                    HostProcess clients = run(
                            host,
                            "clients",
                            HostPair.java(
                                            Files.write(folder.resolve("hosts"), hosts.names()),
                                            CountingClients.class.getName())
                                    + " 10.0.2.15 7 9")) {
                await(() -> said.stream().anyMatch(line -> line.matches("acknowledged [1-9][0-9]{2,}"))
                        || !guest.isAlive());
                clients.tell("");
                await(() -> !clients.isAlive());
                assertEquals(0, clients.exitCode(), said::toString);
                assertTrue(said.stream().noneMatch(line -> line.startsWith("fault ")), said::toString);
                assertTrue(guest.isAlive());
            }
            assertTrue(!Iproute.ip("-n", hosts.hub(), "link").contains("guest0"), "the device outlived its process");
        }
    }

    @Test
    void whoMayNotMakeADeviceIsToldWhatToDo() throws Exception {
        try (Hosts hosts = Hosts.open("host-a")) {
            String namespace = hosts.host("host-a").namespace();
            String unprivileged = "exec setpriv --bounding-set=-net_admin --inh-caps=-net_admin ";
            try (HostProcess guest = run(
                    namespace,
                    "guest",
                    unprivileged + understudy(counter("--tap=guest0")).replace("exec ", ""))) {
                await(() -> !guest.isAlive());
                await(() -> said.size() >= 3);
                assertEquals(125, guest.exitCode());
            }
            assertEquals(
                    List.of(
                            "understudy: no TAP device",
                            "  why: cannot have the TAP device guest0: Operation not permitted",
                            "  do:  be root, or let root run: ip tuntap add dev NAME mode tap user YOU; ip link set NAME up"),
                    List.copyOf(said));
        }
    }

    private String understudy(String arguments) throws Exception {
        return "exec " + HostPair.java(Files.write(folder.resolve("none"), List.of()), "dev.understudy.cli.Understudy")
                + " " + arguments;
    }

    private String counter(String tap) {
        Path kernel = Path.of("..", "guests", "counter", "counter.elf").toAbsolutePath();
        return "run --kernel=" + kernel + " --memory=32M --disk=counter.img --disk-size=1M " + tap;
    }

    private HostProcess run(String namespace, String name, String command) throws Exception {
        return new HostProcess(namespace, name, command, folder, Map.of(), said::add);
    }

    private static void await(BooleanSupplier done) throws InterruptedException {
        while (!done.getAsBoolean()) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
