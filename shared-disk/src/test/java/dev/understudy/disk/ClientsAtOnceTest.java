package dev.understudy.disk;

import static dev.understudy.disk.Claimants.ALICE;
import static dev.understudy.disk.DebianTool.run;
import static dev.understudy.disk.DebianTool.runOk;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.device.DiskRequest.Kind;
import dev.understudy.vmm.replication.Arbiter.Answer;
import dev.understudy.vmm.replication.Arbiter.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two NBD clients at once, the one or the other of them not ours. */
class ClientsAtOnceTest {
    private static final int HALF = (int) TestServer.SIZE / 2;

    @TempDir
    Path folder;

    private static String uri(TestServer server, String export) {
        return "nbd://127.0.0.1:" + server.server.port() + "/" + export;
    }

    @Test
    void twoFioClientsMixReadsAndWritesAtOnceAndEachFindsWhatItWrote() throws Exception {
        try (TestServer server = new TestServer(folder)) {
            CompletableFuture<String> lower = CompletableFuture.supplyAsync(() -> fio(server, 0));
            CompletableFuture<String> upper = CompletableFuture.supplyAsync(() -> fio(server, HALF));
            assertTrue(Disk.await(lower).contains("err= 0"), lower::join);
            assertTrue(Disk.await(upper).contains("err= 0"), upper::join);
            Path copy = folder.resolve("copy");
            runOk("libnbd-bin", "nbdcopy", uri(server, "plain"), copy.toString());
            assertEquals(-1, Files.mismatch(copy, folder.resolve("plain.img")));
        }
    }

    /** Verifies each block it reads, and all of them again at the end. */
    private static String fio(TestServer server, int offset) {
        try {
            return runOk(
                    "fio",
                    "fio",
                    "--name=half-at-" + offset,
                    "--ioengine=nbd",
                    "--uri=" + uri(server, "plain"),
                    "--rw=randrw",
                    "--bs=512-16k",
                    "--iodepth=16",
                    "--offset=" + offset,
                    "--size=" + HALF,
                    "--io_size=4M",
                    "--fsync=64",
                    "--verify=crc32c",
                    "--verify_backlog=64",
                    "--verify_fatal=1",
                    "--verify_state_save=0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void twoCopiesIntoDifferentExportsDoNotMix() throws Exception {
        try (TestServer server = new TestServer(folder)) {
            String ones = pattern("ones", (byte) 1).toString();
            String twos = pattern("twos", (byte) 2).toString();
            CompletableFuture<Boolean> first = copying("-C", "2", ones, uri(server, "plain"));
            CompletableFuture<Boolean> second = copying("-C", "2", twos, uri(server, "disk"));
            assertTrue(Disk.await(first) && Disk.await(second));
            String[] comparing = {"qemu-img", "compare", "-f", "raw", "-F", "raw"};
            runOk("qemu-utils", with(comparing, ones, uri(server, "plain")));
            runOk("qemu-utils", with(comparing, twos, uri(server, "disk")));
            assertEquals(
                    1,
                    run("qemu-utils", with(comparing, ones, uri(server, "disk")))
                            .exitCode());
        }
    }

    private Path pattern(String name, byte value) throws IOException {
        byte[] bytes = new byte[(int) TestServer.SIZE];
        java.util.Arrays.fill(bytes, value);
        return Files.write(folder.resolve(name), bytes);
    }

    private static CompletableFuture<Boolean> copying(String... arguments) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return run("libnbd-bin", with(new String[] {"nbdcopy"}, arguments))
                                .exitCode()
                        == 0;
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static String[] with(String[] command, String... more) {
        String[] all = java.util.Arrays.copyOf(command, command.length + more.length);
        System.arraycopy(more, 0, all, command.length, more.length);
        return all;
    }

    /** The owner raises one number in two places, the second after a flush: no reader sees the second ahead of the first. */
    @Test
    void plainClientReadsBesideTheOwnerAndMayChangeNothingUntilItsLifeEnds() throws Exception {
        try (TestServer server = new TestServer(folder)) {
            server.start(ALICE, 1);
            AtomicBoolean ended = new AtomicBoolean();
            try (Disk owner = server.owned(ALICE, 1)) {
                CompletableFuture<Void> begun = new CompletableFuture<>();
                CompletableFuture<Integer> writing = CompletableFuture.supplyAsync(() -> count(owner, begun, ended));
                Disk.await(begun); // nbdcopy asks for holes first, and reads none of those later
                Path copy = folder.resolve("copy");
                for (int i = 0; i < 8; i++) {
                    runOk("libnbd-bin", "nbdcopy", "-C", "1", "-R", "1", uri(server, "disk"), copy.toString());
                    ByteBuffer seen = ByteBuffer.wrap(Files.readAllBytes(copy));
                    assertTrue(seen.getInt(HALF) <= seen.getInt((int) TestServer.SIZE - 512), "order");
                    String write = "write -P 7 0 4k";
                    assertNotEquals(0, run("qemu-utils", qemuIo(server, write)).exitCode());
                    assertNotEquals(
                            0,
                            run("qemu-utils", qemuIo(server, "discard 0 64k")).exitCode());
                }
                ended.set(true);
                int last = Disk.await(writing);
                ByteBuffer image = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("disk.img")));
                assertEquals(last, image.getInt(HALF));
                assertEquals(0, image.getInt(0), "a plain client has written");
            }
            assertEquals(
                    new Answer.Granted(1),
                    Disk.await(TestServer.ask(server.endpoint(), ALICE, new Request.End("vm", 1))));
            runOk("qemu-utils", qemuIo(server, "write -P 7 0 4k"));
        }
    }

    /** Higher offsets are read later, so the place that is written first is the one at the end of the disk. */
    private static int count(Disk owner, CompletableFuture<Void> begun, AtomicBoolean ended) {
        try {
            int value = 0;
            while (!ended.get()) {
                byte[] number = ByteBuffer.allocate(512).putInt(++value).array();
                Disk.await(owner.submit(Kind.WRITE, TestServer.SIZE - 512, 512, number));
                owner.flushOk();
                Disk.await(owner.submit(Kind.WRITE, HALF, 512, number));
                begun.complete(null);
            }
            return value;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String[] qemuIo(TestServer server, String command) {
        return new String[] {"qemu-io", "-f", "raw", "-c", command, uri(server, "disk")};
    }
}
