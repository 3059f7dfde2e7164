package dev.understudy.disk;

import static dev.understudy.disk.Claimants.ALICE;
import static dev.understudy.disk.DebianTool.run;
import static dev.understudy.disk.DebianTool.runOk;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.identity.PeerIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The NBD clients of Debian's libnbd-bin, qemu-utils and fio against our server. */
class InteroperationTest {
    @TempDir
    Path folder;

    private static String uri(TestServer server, String export) {
        return "nbd://127.0.0.1:" + server.server.port() + "/" + export;
    }

    /** 1 MiB: data, a hole from 256 KiB to 768 KiB, data. */
    private Path sample() throws IOException {
        byte[] bytes = new byte[(int) TestServer.SIZE];
        new Random(42).nextBytes(bytes);
        Arrays.fill(bytes, 256 << 10, 768 << 10, (byte) 0);
        return Files.write(folder.resolve("sample"), bytes);
    }

    @Test
    void nbdinfoSeesTheExportAndItsAbilities() throws Exception {
        try (TestServer server = new TestServer(folder)) {
            String info = runOk("libnbd-bin", "nbdinfo", uri(server, "plain"));
            for (String fact : new String[] {
                "newstyle-fixed without TLS, using structured packets",
                "export-size: 1048576",
                "base:allocation",
                "is_read_only: false",
                "can_flush: true",
                "can_fua: true",
                "can_trim: true",
                "can_zero: true",
                "can_df: true",
                "can_multi_conn: true",
                "block_size_maximum: 33554432"
            }) {
                assertTrue(info.contains(fact), () -> fact + " is missing in\n" + info);
            }
            String list = runOk("libnbd-bin", "nbdinfo", "--list", uri(server, ""));
            assertTrue(list.contains("export=\"disk\"") && list.contains("export=\"plain\""), list);
            assertNotEquals(
                    0, run("libnbd-bin", "nbdinfo", uri(server, "missing")).exitCode());
        }
    }

    @Test
    void nbdinfoSeesABoundExportReadOnlyWhileALifeRuns() throws Exception {
        try (TestServer server = new TestServer(folder)) {
            server.start(ALICE, 1);
            String info = runOk("libnbd-bin", "nbdinfo", uri(server, "disk"));
            assertTrue(info.contains("is_read_only: true"), info);
            DebianTool.Result copy = run("libnbd-bin", "nbdcopy", sample().toString(), uri(server, "disk"));
            assertNotEquals(0, copy.exitCode(), copy.output());
        }
    }

    @Test
    void nbdcopyRoundTripsWithFourConnectionsAndKeepsHoles() throws Exception {
        try (TestServer server = new TestServer(folder)) {
            Path sample = sample();
            Path back = folder.resolve("back");
            runOk("libnbd-bin", "nbdcopy", "-C", "4", "--flush", sample.toString(), uri(server, "plain"));
            runOk("libnbd-bin", "nbdcopy", "-C", "4", uri(server, "plain"), back.toString());
            assertEquals(-1, Files.mismatch(sample, back));
            String map = runOk("libnbd-bin", "nbdinfo", "--map", uri(server, "plain"));
            assertTrue(
                    map.matches("(?s)\\s*0\\s+262144\\s+0\\s+data\\s+262144\\s+524288\\s+2\\s+zero"
                            + "\\s+786432\\s+262144\\s+0\\s+data\\s*"),
                    map);
        }
        assertEquals(-1, Files.mismatch(folder.resolve("sample"), folder.resolve("plain.img")));
    }

    @Test
    void qemuImgConvertsAndCompares() throws Exception {
        try (TestServer server = new TestServer(folder)) {
            String sample = sample().toString();
            String uri = uri(server, "plain");
            runOk("qemu-utils", "qemu-img", "convert", "-n", "-f", "raw", "-O", "raw", sample, uri);
            String compared = runOk("qemu-utils", "qemu-img", "compare", "-f", "raw", "-F", "raw", sample, uri);
            assertTrue(compared.contains("identical"), compared);
            assertTrue(runOk("qemu-utils", "qemu-img", "info", uri).contains("virtual size: 1 MiB"));
            String qcow = folder.resolve("back.qcow2").toString();
            runOk("qemu-utils", "qemu-img", "convert", "-f", "raw", "-O", "qcow2", uri, qcow);
            runOk("qemu-utils", "qemu-img", "compare", "-f", "raw", "-F", "qcow2", sample, qcow);
        }
    }

    @Test
    void qemuIoWritesZeroesDiscardsAndReadsBack() throws Exception {
        try (TestServer server = new TestServer(folder)) {
            String said = runOk(
                    "qemu-utils",
                    "qemu-io",
                    "-f",
                    "raw",
                    "-c",
                    "write -P 0xab 0 256k",
                    "-c",
                    "write -f -P 0xcd 64k 4k",
                    "-c",
                    "write -z 128k 64k",
                    "-c",
                    "discard 192k 64k",
                    "-c",
                    "flush",
                    "-c",
                    "read -P 0xab 0 64k",
                    "-c",
                    "read -P 0xcd 64k 4k",
                    "-c",
                    "read -P 0 128k 64k",
                    "-c",
                    "read -P 0 512k 512k",
                    uri(server, "plain"));
            assertTrue(!said.contains("failed"), said);
        }
    }

    @Test
    void qemuIoReadsAndWritesAcrossBlocksAndNotBeyondTheEnd() throws Exception {
        try (TestServer server = new TestServer(folder)) {
            String said = qemuIo(
                    server,
                    "write -P 0x11 0 192k",
                    "write -P 0x22 65531 11",
                    "write -z 131000 145",
                    "write -P 0x33 1048573 3",
                    "aio_write -P 0x44 300001 7777",
                    "aio_write -P 0x55 400001 7777",
                    "aio_flush",
                    "read -P 0x11 65500 31",
                    "read -P 0x22 65531 11",
                    "read -P 0x11 65542 65458",
                    "read -P 0 131000 145",
                    "read -P 0x11 131145 400",
                    "read -P 0x33 1048573 3",
                    "read -P 0x44 300001 7777",
                    "read -P 0x55 400001 7777");
            assertTrue(!said.contains("failed"), said);
            for (String beyond : new String[] {"write -P 1 1048575 2", "read 1m 1", "write -z 1m 64k"}) {
                DebianTool.Result result =
                        run("qemu-utils", "qemu-io", "-f", "raw", "-c", beyond, uri(server, "plain"));
                assertNotEquals(0, result.exitCode(), beyond + result.output());
            }
            qemuIo(server, "read -P 0x33 1048573 3");
        }
        byte[] image = Files.readAllBytes(folder.resolve("plain.img"));
        assertEquals(TestServer.SIZE, image.length);
        assertEquals(0x22, image[65531]);
        assertEquals(0x11, image[65530]);
    }

    private static String qemuIo(TestServer server, String... commands) throws Exception {
        List<String> line = new ArrayList<>(List.of("qemu-io", "-f", "raw"));
        for (String command : commands) {
            line.addAll(List.of("-c", command));
        }
        line.add(uri(server, "plain"));
        return runOk("qemu-utils", line.toArray(new String[0]));
    }

    @Test
    void fioVerifiesWhatItWrote() throws Exception {
        try (TestServer server = new TestServer(folder)) {
            String said = runOk(
                    "fio",
                    "fio",
                    "--name=verify",
                    "--ioengine=nbd",
                    "--uri=" + uri(server, "plain"),
                    "--rw=randwrite",
                    "--bs=4k",
                    "--iodepth=16",
                    "--size=1M",
                    "--fsync=32",
                    "--verify=crc32c",
                    "--verify_state_save=0");
            assertTrue(said.contains("err= 0"), said);
        }
    }

    @Test
    void overTlsNbdinfoAndNbdcopyWorkWithCertificatesAndNotWithout() throws Exception {
        byte[] secret = "a secret of the pair, long enough".getBytes(StandardCharsets.UTF_8);
        Path certificates = folder.resolve("certificates");
        PeerIdentity.fromSecret(secret).writeFolder(certificates);
        try (TestServer server = new TestServer(folder, Rule.ALL, PeerIdentity.fromSecret(secret), 0)) {
            String uri = "nbds://localhost:" + server.server.port() + "/plain?tls-certificates=" + certificates;
            String info = runOk("libnbd-bin", "nbdinfo", uri);
            assertTrue(info.contains("newstyle-fixed with TLS"), info);
            Path sample = sample();
            runOk("libnbd-bin", "nbdcopy", sample.toString(), uri);
            runOk("libnbd-bin", "nbdcopy", uri, folder.resolve("back").toString());
            assertEquals(-1, Files.mismatch(sample, folder.resolve("back")));
            DebianTool.Result plain = run("libnbd-bin", "nbdinfo", uri(server, "plain"));
            assertNotEquals(0, plain.exitCode(), plain.output());
        }
    }
}
