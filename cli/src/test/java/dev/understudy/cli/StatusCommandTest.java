package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusCommandTest {
    @TempDir
    Path folder;

    /** As a stopped process does: it takes no connection, and its queue of them is full, so that connecting blocks. */
    @Test
    void whoTakesNoConnectionDelaysTheOthersByNoMoreThanTwoSeconds() throws IOException {
        RunFolder run = new RunFolder(folder);
        List<SocketChannel> waiting = new ArrayList<>();
        StatusSocket healthy = new StatusSocket(run.statusOf("web", "disk"), () -> new NodeStatus("disk"));
        try (ServerSocketChannel stopped = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            Path socket = run.statusOf("web", "replica-1");
            stopped.bind(UnixDomainSocketAddress.of(socket), 1);
            for (int i = 0; i < 2; i++) {
                waiting.add(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
            }
            long began = System.nanoTime();
            List<VmStatus> all = StatusCommand.ask(run, run.vms());
            long millis = (System.nanoTime() - began) / 1_000_000;

            assertTrue(millis < 2_000, millis + " ms");
            List<VmStatus.Process> processes = all.get(0).processes();
            assertEquals("disk", processes.get(0).status().text("role"));
            assertEquals("it takes no connection within 1 s", processes.get(1).unreachable());
        } finally {
            healthy.close();
            for (SocketChannel one : waiting) {
                one.close();
            }
        }
    }
}
