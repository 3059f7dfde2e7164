package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Builds a real guest, through the host's apt and with the user's cache of downloads, and boots it in qemu. */
@Timeout(400)
class GuestEndToEndTest {
    @TempDir
    Path folder;

    private Commands.Result build(String guests, String... more) throws Exception {
        List<String> arguments = Stream.concat(
                        Stream.of("guest", "build", "debian", "--guests", folder.resolve(guests) + ""), Stream.of(more))
                .toList();
        return new Commands(folder).run(arguments.toArray(String[]::new));
    }

    @Test
    void aGuestIsBuiltAlikeTwiceAndServesAndEndsClean() throws Exception {
        Path first = DebianGuest.guestsOrSkip().resolve("debian");
        Commands.Result again = DebianGuest.build(folder.resolve("two"), "--offline");
        assertEquals(0, again.exitCode(), again.err());
        Path guest = folder.resolve("two/debian");
        for (String part : List.of("kernel", "initrd", "fw_jump.bin", "disk.img", "guest.json")) {
            assertEquals(-1, Files.mismatch(first.resolve(part), guest.resolve(part)), part);
        }
        assumeTrue(DebianGuest.hostHas("qemu-system-riscv64"), "SKIPPED: this host has no qemu-system-riscv64");
        servesAndEndsClean(guest);
    }

    private void servesAndEndsClean(Path guest) throws Exception {
        int redis = freePort();
        int web = freePort();
        Process qemu = boot(guest, redis, web);
        StringBuilder log = new StringBuilder();
        try (BufferedReader console =
                        new BufferedReader(new InputStreamReader(qemu.getInputStream(), StandardCharsets.ISO_8859_1));
                OutputStream keys = qemu.getOutputStream()) {
            readUntil(console, log, DebianGuest.SERVING);
            assertEquals(":1", answer(redis, "INCR visits\r\n"));
            assertEquals(":2", answer(redis, "INCR visits\r\n"));
            assertEquals("HTTP/1.1 200 OK", answer(web, "GET / HTTP/1.0\r\n\r\n"));
            keys.write("\npoweroff\n".getBytes(StandardCharsets.US_ASCII));
            keys.flush();
            readUntil(console, log, "reboot: Power down");
            assertEquals(0, qemu.waitFor());
        } finally {
            qemu.destroyForcibly();
        }
        assertFalse(log.toString().matches(DebianGuest.TROUBLE), log.toString());
        Process check = new ProcessBuilder(
                        "/sbin/e2fsck", "-f", "-n", guest.resolve("disk.img").toString())
                .start();
        String found = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, check.waitFor(), found);
    }

    private static Process boot(Path guest, int redis, int web) throws IOException {
        return new ProcessBuilder(
                        "qemu-system-riscv64",
                        "-M",
                        "virt",
                        "-m",
                        "256M",
                        "-nographic",
                        "-bios",
                        guest.resolve("fw_jump.bin").toString(),
                        "-kernel",
                        guest.resolve("kernel").toString(),
                        "-initrd",
                        guest.resolve("initrd").toString(),
                        "-append",
                        "console=ttyS0 no4lvl cryptomgr.notests",
                        "-global",
                        "virtio-mmio.force-legacy=false",
                        "-drive",
                        "if=none,id=disk,format=raw,file=" + guest.resolve("disk.img"),
                        "-device",
                        "virtio-blk-device,drive=disk",
                        "-netdev",
                        "user,id=net,hostfwd=tcp:127.0.0.1:" + redis + "-:6379,hostfwd=tcp:127.0.0.1:" + web + "-:80",
                        "-device",
                        "virtio-net-device,netdev=net")
                .redirectErrorStream(true)
                .start();
    }

    private static void readUntil(BufferedReader console, StringBuilder log, String wanted) throws IOException {
        for (String line = console.readLine(); line != null; line = console.readLine()) {
            log.append(line).append('\n');
            if (line.contains(wanted)) {
                return;
            }
        }
        throw new AssertionError("the console ended without '" + wanted + "': " + log);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String answer(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
                    .readLine();
        }
    }

    private void isRefused(Commands.Result result, int exitCode, String what) throws IOException {
        assertEquals(exitCode, result.exitCode(), result.err());
        assertTrue(result.err().contains("understudy: " + what), result.err());
        assertFalse(Files.exists(folder.resolve("g/debian")));
        if (Files.isDirectory(folder.resolve("g"))) {
            try (Stream<Path> left = Files.list(folder.resolve("g"))) {
                assertEquals(
                        List.of(".lock"),
                        left.map(path -> path.getFileName().toString()).toList());
            }
        }
    }

    @Test
    void whatCannotBeBuiltIsSaidAndLeavesNothing() throws Exception {
        isRefused(build("g", "--with", "nginx-"), ExitCode.USAGE, "'nginx-' is no name of a package");
        isRefused(build("g", "--name", "A/b"), ExitCode.USAGE, "'A/b' is no name for a guest");
        isRefused(build("g", "--disk-size", "1M"), ExitCode.USAGE, "no root disk of 1048576 bytes");
        isRefused(
                build("g", "--keyring", folder + "/none"), ExitCode.HOST_LACKS, "no keys to check Debian's signatures");
        String nowhere =
                Files.createDirectories(folder.resolve("empty")).toUri().toString();
        assumeTrue(DebianGuest.hostHas("apt-get"), "SKIPPED: this host has no apt-get");
        isRefused(
                build("g", "--mirror", nowhere, "--cache", folder + "/cache"),
                ExitCode.FAILED,
                "cannot fetch the list of packages of trixie");
        Commands.Result noTools = new Commands(folder)
                .run(
                        Map.of("PATH", folder + "/empty"),
                        "guest",
                        "build",
                        "debian",
                        "--guests",
                        folder.resolve("g").toString());
        isRefused(noTools, ExitCode.HOST_LACKS, "this host has no apt-get");
    }

    @Test
    void whatIsNotThereIsSaid() throws Exception {
        Commands commands = new Commands(folder);
        String guests = folder.resolve("none").toString();
        assertEquals(0, commands.run("guest", "list", "--guests", guests).exitCode());
        for (String command : List.of("inspect", "remove")) {
            Commands.Result result = commands.run("guest", command, "web", "--guests", guests);
            assertEquals(ExitCode.FAILED, result.exitCode());
            assertTrue(result.err().startsWith("understudy: no guest web\n  why: "), result.err());
        }
    }
}
