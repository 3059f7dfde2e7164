package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.understudy.net.ForwardSpec;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With the real passt. */
@Timeout(60)
class TcpForwardsTest {
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    @BeforeEach
    void needsPasst() throws Exception {
        boolean there = new ProcessBuilder("sh", "-c", "command -v passt >/dev/null")
                        .start()
                        .waitFor()
                == 0;
        assumeTrue(there, "no TCP: passt is not installed");
    }

    @Test
    void aPortThatIsFreeIsTakenOnLoopbackAndPasstIsThere() throws Exception {
        try (TcpForwards tcp = start("tcp:0:6379", "udp:0:7")) {
            ForwardSpec forward = tcp.forwards().get(0);
            assertNotEquals(0, forward.hostPort());
            assertEquals("udp:127.0.0.1:0:10.0.2.15:7", tcp.forwards().get(1).toString());
            new Socket("127.0.0.1", forward.hostPort()).close();
            try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                channel.connect(UnixDomainSocketAddress.of(tcp.passts().get(0).socket()));
            }
        }
    }

    @Test
    void passtThatDiesIsStartedAgainAndEndsWithUs() throws Exception {
        PasstProcess passt;
        try (TcpForwards tcp = start("tcp:0:6379")) {
            passt = tcp.processes().get(0);
            long first = passt.pid();
            assertTrue(ProcessHandle.of(first).orElseThrow().destroyForcibly());
            String word = said.take();
            assertTrue(word.startsWith("passt ended: ") && word.contains("exit code 137"), word);
            while (passt.pid() == first || !accepts(tcp.forwards().get(0).hostPort())) {
                Thread.onSpinWait();
            }
        }
        assertFalse(ProcessHandle.of(passt.pid()).isPresent());
        assertFalse(Files.exists(passt.folder()));
    }

    private static boolean accepts(int port) {
        try {
            new Socket("127.0.0.1", port).close();
            return true;
        } catch (java.io.IOException e) {
            return false;
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandFailure failure =
                    assertThrows(CommandFailure.class, () -> start("tcp:" + taken.getLocalPort() + ":6379"));
            assertEquals(ExitCode.HOST_LACKS, failure.exitCode());
            assertTrue(failure.why().contains("127.0.0.1/" + taken.getLocalPort()), failure.why());
        }
    }

    @Test
    void withoutPasstTheErrorNamesThePackage(@TempDir Path folder) throws Exception {
        Commands.Result run = new Commands(folder)
                .run(
                        Map.of("PATH", folder.toString()),
                        "run",
                        "--kernel=" + Commands.guest("hello"),
                        "--forward=tcp:0:6379");
        assertEquals(ExitCode.OWN_FAILURE, run.exitCode(), run.err());
        assertEquals(
                List.of(
                        "understudy: cannot forward TCP",
                        "  why: there is no passt on the PATH",
                        "  do:  install Debian's package passt, or forward UDP only"),
                run.err().lines().toList());
    }

    private TcpForwards start(String... forwards) {
        return new TcpForwards(
                List.of(forwards).stream().map(ForwardSpec::parse).toList(), ExitCode.HOST_LACKS, said::add);
    }
}
