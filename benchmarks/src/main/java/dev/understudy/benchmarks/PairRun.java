package dev.understudy.benchmarks;

import dev.understudy.cli.DiskImages;
import dev.understudy.cli.NodeStatus;
import dev.understudy.cli.Pair;
import dev.understudy.cli.PairSettings;
import dev.understudy.cli.RunFolder;
import dev.understudy.cli.guest.GuestParts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real pair on this host, two processes beside disk server and switch, protected. One thread. */
final class PairRun implements AutoCloseable {
    private static final long PROTECT_MILLIS = 60_000;
    /** Nothing is killed here: on a busy machine a slow backup should be measured, not given up. */
    private static final List<String> PATIENT = List.of("--silence-limit=10000", "--stall-limit=30000");

    private static final long DISK_BYTES = 1 << 20;

    private final Path folder;
    private final Pair pair;
    private final Thread hook;
    private final List<String> said = new ArrayList<>();

    /** With TLS between all processes. @param guest built guest; it has a disk of 1 MiB and UDP ports 7 and 9 forwarded to it */
    PairRun(Path guest) throws IOException, InterruptedException {
        this(guest, false);
    }

    /** @param plaintext without TLS */
    PairRun(Path guest, boolean plaintext) throws IOException, InterruptedException {
        this(
                List.of("--kernel=" + guest, "--memory=32M"),
                null,
                List.of("udp:127.0.0.1:0:10.0.2.15:7", "udp:127.0.0.1:0:10.0.2.15:9"),
                plaintext);
    }

    /** A guest that was built, on a copy of its disk, with TLS. @param forwards as on the command line */
    static PairRun of(GuestParts guest, List<String> forwards) throws IOException, InterruptedException {
        return new PairRun(guest.arguments(), guest.rootDisk(), forwards, false);
    }

    /** @param rootDisk to be copied; null for an empty one */
    private PairRun(List<String> guest, Path rootDisk, List<String> forwards, boolean plaintext)
            throws IOException, InterruptedException {
        folder = Files.createTempDirectory("understudy-bench");
        Path disk = folder.resolve("disk.img");
        if (rootDisk != null) {
            DiskImages.copy(rootDisk, disk);
        }
        PairSettings settings = new PairSettings(
                "bench",
                guest,
                disk,
                rootDisk == null ? DISK_BYTES : 0,
                forwards,
                null,
                folder.resolve("state"),
                plaintext,
                PATIENT);
        pair = new Pair(settings, new RunFolder(folder.resolve("run")), this::heard);
        hook = new Thread(pair::close, "end");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            pair.startWorld();
            pair.startReplicas();
            if (!pair.lookUntil(pair::isProtected, PROTECT_MILLIS)) {
                throw new IOException("the pair is not protected:\n" + String.join("\n", said));
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private synchronized void heard(String line) {
        said.add(line);
    }

    /** What the primary says of itself now. */
    NodeStatus primary() throws IOException {
        NodeStatus status = pair.owner() == null ? null : pair.owner().status();
        if (status == null || !status.flag("protected")) {
            throw new IOException("the pair is not protected any more:\n" + String.join("\n", said));
        }
        return status;
    }

    /** What the primary's vCPU has done so far. */
    Window counted() throws IOException {
        NodeStatus status = primary();
        return new Window(status.number("instruction"), status.number("vcpuCpuNanos"), System.nanoTime());
    }

    /** What the backup says of itself now. */
    NodeStatus backup() throws IOException {
        NodeStatus status = pair.backup() == null ? null : pair.backup().status();
        if (status == null) {
            throw new IOException("there is no backup any more:\n" + String.join("\n", said));
        }
        return status;
    }

    /** The guest's port 7 as seen from here. */
    InetSocketAddress server() {
        return server(7);
    }

    /** The guest's port 7 or 9 as seen from here. */
    InetSocketAddress server(int guestPort) {
        return new InetSocketAddress("127.0.0.1", pair.forwardPort(guestPort == 7 ? 0 : 1));
    }

    /** That of the forwards, counted from 0, as seen from here. */
    InetSocketAddress forward(int index) {
        return new InetSocketAddress("127.0.0.1", pair.forwardPort(index));
    }

    @Override
    public void close() throws IOException {
        Runtime.getRuntime().removeShutdownHook(hook); // closed again, the pair makes its folder again
        pair.close();
        Host.deleteTree(folder);
    }
}
