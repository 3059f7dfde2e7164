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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian alone in a process of its own, ours or qemu's, on a copy of its disk, from its boot on. */
final class DebianAlone implements AutoCloseable {
    private final Path folder = Files.createTempDirectory("understudy-bench");
    private final int redisPort = freePort();
    private final int webPort = freePort();
    private final Process process;
    private final double bootCpuSeconds;
    private final double bootWallSeconds;

    /** What the machine is. */
    enum Machine {
        BARE("run"),
        RECORDED("record"),
        TRANSLATED("run", "--engine=translator"),
        QEMU("qemu"),
        QEMU_ICOUNT("qemu", "-icount", "shift=0");

        private final String command;
        private final List<String> more;

        Machine(String command, String... more) {
            this.command = command;
            this.more = List.of(more);
        }
    }

    /** Returns when the guest says that it serves. */
    DebianAlone(Machine machine, GuestParts guest) throws IOException, InterruptedException {
        Path disk = folder.resolve("disk.img");
        DiskImages.copy(guest.rootDisk(), disk);
        long began = System.nanoTime();
        process = new ProcessBuilder(
                        machine.command.equals("qemu") ? qemu(machine, guest, disk) : own(machine, guest, disk))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            awaitService(process.inputReader(StandardCharsets.ISO_8859_1));
            bootWallSeconds = (System.nanoTime() - began) / 1e9;
            bootCpuSeconds = cpuSeconds();
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

    private List<String> own(Machine machine, GuestParts guest, Path disk) {
        List<String> command = new ArrayList<>(Host.java());
        command.add(machine.command);
        if (machine == Machine.RECORDED) {
            command.add("--to=" + folder.resolve("run.journal"));
        }
        command.addAll(guest.arguments());
        command.addAll(machine.more);
        command.add("--disk=" + disk);
        command.add("--forward=tcp:127.0.0.1:" + redisPort + ":10.0.2.15:" + Debian.REDIS_PORT);
        command.add("--forward=tcp:127.0.0.1:" + webPort + ":10.0.2.15:" + Debian.WEB_PORT);
        return command;
    }

    /** The same board, devices and images. */
    private List<String> qemu(Machine machine, GuestParts guest, Path disk) {
        List<String> command = new ArrayList<>(List.of("qemu-system-riscv64", "-M", "virt", "-nographic"));
        command.addAll(List.of("-m", "" + (guest.memory() >> 20), "-bios", "" + guest.firmware()));
        command.addAll(List.of("-kernel", "" + guest.kernel(), "-initrd", "" + guest.initrd()));
        command.addAll(List.of("-append", guest.commandLine(), "-global", "virtio-mmio.force-legacy=false"));
        command.addAll(
                List.of("-drive", "if=none,id=d,format=raw,file=" + disk, "-device", "virtio-blk-device,drive=d"));
        command.addAll(List.of("-device", "virtio-rng-device", "-device", "virtio-net-device,netdev=n", "-netdev"));
        command.add("user,id=n,hostfwd=tcp:127.0.0.1:" + redisPort + "-:" + Debian.REDIS_PORT
                + ",hostfwd=tcp:127.0.0.1:" + webPort + "-:" + Debian.WEB_PORT);
        command.addAll(machine.more);
        return command;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    InetSocketAddress redis() {
        return new InetSocketAddress("127.0.0.1", redisPort);
    }

    /** Of the whole process, from its start until the guest served. */
    double bootCpuSeconds() {
        return bootCpuSeconds;
    }

    double bootWallSeconds() {
        return bootWallSeconds;
    }

    private double cpuSeconds() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit().completeOnTimeout(null, 10, TimeUnit.SECONDS).join();
        process.destroyForcibly().onExit().join();
        Host.deleteTree(folder);
    }
}
