package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.cli.counter.CounterClient;
import dev.understudy.cli.counter.CounterControl;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code understudy pair} as a user runs it: however it ends, nothing stays behind, and the disk carries on. */
@Timeout(300)
class PairCommandEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    @Test
    void noChildOutlivesThePairAndTheNextOneGoesOnFromTheDisk() throws Exception {
        int port = freePort();
        int control = freePort();

        Commands.Running terminated = start(port, control);
        List<ProcessHandle> children = children(terminated);
        increment(port, 5);
        Commands.Result status = new Commands(folder).run("status", "counter", "--json");
        assertTrue(status.out().contains("\"protected\" : true"), status.out());
        terminated.process().destroy();
        awaitEnd(terminated, children);

        Commands.Running killed = start(port, control);
        children = children(killed);
        assertEquals(5, value(control));
        increment(port, 5);
        killed.process().destroyForcibly();
        awaitEnd(killed, children);

        Commands.Running poweredOff = start(port, control);
        children = children(poweredOff);
        assertEquals(10, value(control));
        try (CounterControl counter = control(control)) {
            counter.powerOff(PATIENCE);
        }
        assertEquals(0, poweredOff.await().exitCode());
        awaitEnd(poweredOff, children);
    }

    /** Returns when its backup is armed. */
    private Commands.Running start(int port, int control) throws Exception {
        Commands.Running pair = new Commands(Files.createTempDirectory(folder, "pair"))
                .start(
                        Map.of("UNDERSTUDY_RUN", folder.resolve("run").toString()),
                        "pair",
                        "counter",
                        "--kernel=" + Demo.counterGuest(),
                        "--memory=32M",
                        "--disk=" + folder.resolve("counter.img"),
                        "--disk-size=1M",
                        "--silence-limit=2000",
                        "--stall-limit=4000",
                        "--forward=udp:127.0.0.1:" + port + ":10.0.2.15:7",
                        "--forward=udp:127.0.0.1:" + control + ":10.0.2.15:9");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.readString(pair.err()).contains("armed for")) {
            assertTrue(System.nanoTime() < deadline && pair.process().isAlive(), Files.readString(pair.err()));
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return pair;
    }

    private static List<ProcessHandle> children(Commands.Running pair) {
        List<ProcessHandle> children = pair.process().descendants().toList();
        assertEquals(4, children.size(), () -> "disk, switch, primary, backup: " + children);
        return children;
    }

    private static void awaitEnd(Commands.Running pair, List<ProcessHandle> children) throws Exception {
        assertTrue(pair.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        for (ProcessHandle child : children) {
            child.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static void increment(int port, long times) throws IOException {
        InetSocketAddress server = new InetSocketAddress("127.0.0.1", port);
        try (CounterClient clients = new CounterClient(CounterClient.Options.closedLoop(server, 1))) {
            assertTrue(clients.run(times, PATIENCE).clean());
        }
    }

    private static long value(int port) throws IOException {
        try (CounterControl counter = control(port)) {
            return counter.value(PATIENCE);
        }
    }

    private static CounterControl control(int port) throws IOException {
        return new CounterControl(new InetSocketAddress("127.0.0.1", port));
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
