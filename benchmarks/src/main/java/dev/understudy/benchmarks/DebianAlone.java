package dev.understudy.benchmarks;

import dev.understudy.cli.ChildProcess;
import dev.understudy.cli.DiskImages;
import dev.understudy.cli.guest.GuestParts;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian alone in a process of its own, on a copy of its disk, from its boot on. */
final class DebianAlone implements AutoCloseable {
    private final Path folder = Files.createTempDirectory("understudy-bench");
    private final int redisPort = freePort();
    private final int webPort = freePort();
    private final Process process;

    /** Returns when the guest says that it serves. */
    DebianAlone(boolean recorded, GuestParts guest) throws IOException {
        Path disk = folder.resolve("disk.img");
        DiskImages.copy(guest.rootDisk(), disk);
        process = new ProcessBuilder(command(recorded, guest, disk))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            awaitService(process.inputReader(StandardCharsets.ISO_8859_1));
            ChildProcess.listen(process, "screen", line -> {});
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private static void awaitService(BufferedReader screen) throws IOException {
        for (String line = screen.readLine(); line != null; line = screen.readLine()) {
            if (line.contains(Debian.SERVING)) {
                return;
            }
        }
        throw new IOException("the machine ended before it served");
    }

    private List<String> command(boolean recorded, GuestParts guest, Path disk) {
        List<String> command = new ArrayList<>(Host.java());
        command.add(recorded ? "record" : "run");
        if (recorded) {
            command.add("--to=" + folder.resolve("run.journal"));
        }
        command.addAll(guest.arguments());
        command.add("--disk=" + disk);
        command.add("--forward=tcp:127.0.0.1:" + redisPort + ":10.0.2.15:" + Debian.REDIS_PORT);
        command.add("--forward=tcp:127.0.0.1:" + webPort + ":10.0.2.15:" + Debian.WEB_PORT);
        return command;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    /** The guest's port, redis's or nginx's, as seen from here. */
    InetSocketAddress server(int guestPort) {
        return new InetSocketAddress("127.0.0.1", guestPort == Debian.REDIS_PORT ? redisPort : webPort);
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit().completeOnTimeout(null, 10, TimeUnit.SECONDS).join();
        process.destroyForcibly().onExit().join();
        Host.deleteTree(folder);
    }
}
