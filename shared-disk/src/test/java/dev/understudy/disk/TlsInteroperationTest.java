package dev.understudy.disk;

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
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's NBD clients against a server that requires TLS: with the secret's certificates, with others, with none. */
class TlsInteroperationTest {
    private static final byte[] SECRET = "the secret of this pair".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OTHER = "the secret of another VM".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private Path ours;

    @BeforeEach
    void writeCertificates() throws IOException {
        ours = certificates("ours", SECRET);
    }

    private Path certificates(String name, byte[] secret) throws IOException {
        Path made = folder.resolve(name);
        PeerIdentity.fromSecret(secret).writeFolder(made);
        return made;
    }

    private TestServer server() throws IOException {
        return new TestServer(folder, Rule.ALL, PeerIdentity.fromSecret(SECRET), 0);
    }

    private static String uri(TestServer server, Path certificates) {
        return "nbds://localhost:" + server.server.port() + "/plain?tls-certificates=" + certificates;
    }

    /** Qemu's tools name TLS by an object. {@code verify}: whether the server's certificate is checked. */
    private static String[] qemu(
            TestServer server, Path certificates, boolean verify, String tool, String... arguments) {
        List<String> command = new ArrayList<>(List.of(tool));
        if (tool.equals("qemu-img")) {
            command.add(arguments[0]);
        }
        command.addAll(List.of(
                "--object",
                "tls-creds-x509,id=tls,endpoint=client,dir=" + certificates + ",verify-peer=" + (verify ? "on" : "off"),
                "--image-opts"));
        String image = "driver=nbd,host=localhost,port=" + server.server.port() + ",export=plain,tls-creds=tls";
        if (tool.equals("qemu-img")) {
            command.add(image);
        } else {
            command.addAll(List.of(arguments));
            command.add("driver=raw,file.driver=nbd,file.host=localhost,file.port=" + server.server.port()
                    + ",file.export=plain,file.tls-creds=tls");
        }
        return command.toArray(new String[0]);
    }

    @Test
    void everyToolSpeaksTlsWithTheSecretsCertificates() throws Exception {
        try (TestServer server = server()) {
            String info = runOk("libnbd-bin", "nbdinfo", uri(server, ours));
            assertTrue(info.contains("newstyle-fixed with TLS"), info);
            assertTrue(runOk("qemu-utils", qemu(server, ours, true, "qemu-img", "info"))
                    .contains("virtual size: 1 MiB"));
            String io = runOk(
                    "qemu-utils",
                    qemu(server, ours, true, "qemu-io", "-c", "write -P 0x5a 4k 60k", "-c", "read -P 0x5a 4k 60k"));
            assertTrue(!io.contains("failed"), io);
        }
    }

    /** In plaintext only: fio cannot be told where certificates are. */
    private static DebianTool.Result fio(String uri) throws Exception {
        return run(
                "fio",
                "fio",
                "--name=tls",
                "--ioengine=nbd",
                "--uri=" + uri,
                "--rw=randwrite",
                "--bs=4k",
                "--iodepth=8",
                "--size=256k",
                "--verify=crc32c",
                "--verify_state_save=0");
    }

    @Test
    void plaintextIsRefusedToEveryTool() throws Exception {
        try (TestServer server = server()) {
            String plain = "nbd://127.0.0.1:" + server.server.port() + "/plain";
            assertRefused(server, run("libnbd-bin", "nbdinfo", plain), "TLS");
            assertRefused(server, run("libnbd-bin", "nbdcopy", junk().toString(), plain), "TLS");
            assertRefused(server, run("qemu-utils", "qemu-img", "info", plain), "TLS");
            assertRefused(server, run("qemu-utils", "qemu-io", "-f", "raw", "-c", "write 0 4k", plain), "TLS");
            assertRefused(server, fio(plain));
        }
    }

    @Test
    void anotherSecretsCertificatesAreRefused() throws Exception {
        try (TestServer server = server()) {
            Path others = certificates("others", OTHER);
            assertRefused(server, run("libnbd-bin", "nbdinfo", uri(server, others)));
            assertRefused(server, run("libnbd-bin", "nbdcopy", junk().toString(), uri(server, others)));
            assertRefused(server, run("qemu-utils", qemu(server, others, true, "qemu-img", "info")));
        }
    }

    /** These clients believe the server, so it is the server that must refuse them. */
    @Test
    void serverRefusesACertificateThatTheSecretDidNotMakeAndNoneAtAll() throws Exception {
        try (TestServer server = server()) {
            Path others = certificates("others", OTHER);
            Files.copy(
                    ours.resolve("ca-cert.pem"),
                    others.resolve("ca-cert.pem"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            assertRefused(server, run("libnbd-bin", "nbdinfo", uri(server, others)));
            assertRefused(server, run("qemu-utils", qemu(server, others, true, "qemu-img", "info")));
            assertRefused(server, run("qemu-utils", qemu(server, others, false, "qemu-io", "-c", "write 0 4k")));

            Path none = Files.createDirectory(folder.resolve("none"));
            Files.copy(ours.resolve("ca-cert.pem"), none.resolve("ca-cert.pem"));
            assertRefused(server, run("libnbd-bin", "nbdinfo", uri(server, none)));
            assertRefused(server, run("qemu-utils", qemu(server, none, true, "qemu-io", "-c", "write 0 4k")));
        }
    }

    private Path junk() throws IOException {
        byte[] bytes = new byte[(int) TestServer.SIZE];
        java.util.Arrays.fill(bytes, (byte) 0xee);
        return Files.write(folder.resolve("junk"), bytes);
    }

    /** {@code words}: one of them is said; nothing was written, and who has the secret is served. */
    private void assertRefused(TestServer server, DebianTool.Result result, String... words) throws Exception {
        assertNotEquals(0, result.exitCode(), result.output());
        assertTrue(words.length == 0 || List.of(words).stream().anyMatch(result.output()::contains), result.output());
        Path copy = folder.resolve("copy");
        runOk("libnbd-bin", "nbdcopy", uri(server, ours), copy.toString());
        assertEquals(-1, Files.mismatch(copy, Files.write(folder.resolve("empty"), new byte[(int) TestServer.SIZE])));
    }
}
