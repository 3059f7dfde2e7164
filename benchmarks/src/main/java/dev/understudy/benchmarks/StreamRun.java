package dev.understudy.benchmarks;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code guests/stream} alone, in a process of its own, as {@code understudy run} or {@code understudy record} runs it. */
final class StreamRun implements AutoCloseable {
    private final Path folder = Files.createTempDirectory("understudy-bench");
    private final int port = freePort();
    private final Process process;

    /** @param recorded with a journal, which is deleted again */
    StreamRun(StreamLoad.Direction direction, boolean recorded) throws IOException {
        List<String> command = new ArrayList<>(Host.java());
        command.add(recorded ? "record" : "run");
        if (recorded) {
            command.add("--to=" + folder.resolve("run.journal"));
        }
        command.add("--kernel=" + Host.guest("stream"));
        command.add("--memory=32M");
        command.add("--forward=udp:127.0.0.1:" + port + ":10.0.2.15:" + guestPort(direction));
        process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Port of the guest that serves the direction. */
    static int guestPort(StreamLoad.Direction direction) {
        return direction == StreamLoad.Direction.RECEIVE ? 7 : 9;
    }

    /** The guest's port as seen from here. */
    InetSocketAddress server() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit().completeOnTimeout(null, 10, TimeUnit.SECONDS).join();
        process.destroyForcibly().onExit().join();
        Host.deleteTree(folder);
    }
}
