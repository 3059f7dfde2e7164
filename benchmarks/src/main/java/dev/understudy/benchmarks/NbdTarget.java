package dev.understudy.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An NBD server in a process of its own, with one export, plaintext, on loopback. */
final class NbdTarget implements AutoCloseable {
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long STOP_SECONDS = 20;
    private static final String EXPORT = "bench";

    private final Process process;
    private final int port;

    private NbdTarget(List<String> command, int port) throws IOException, InterruptedException {
        this.port = port;
        process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        awaitListening(command);
    }

    /** Ours, as {@code understudy disk} starts it. */
    static NbdTarget understudy(Path image, Path state) throws IOException, InterruptedException {
        int port = freePort();
        List<String> command = new ArrayList<>(Host.java());
        command.addAll(List.of("disk", "--plaintext", "--state=" + state, "--listen=127.0.0.1:" + port));
        command.add("--export=" + EXPORT + "=" + image);
        return new NbdTarget(command, port);
    }

    /**
     * qemu's, in the mode that is ours: writes go into the page cache and FLUSH is fdatasync, worker threads do blocking
     * system calls, several clients. It takes no lock, since the same file is ours meanwhile.
     */
    static NbdTarget qemu(Path image) throws IOException, InterruptedException {
        int port = freePort();
        List<String> command = new ArrayList<>(List.of("qemu-nbd", "--cache=writeback", "--aio=threads"));
        command.addAll(List.of("--persistent", "--shared=4", "--bind=127.0.0.1", "--port=" + port));
        command.addAll(List.of("--export-name=" + EXPORT, "--image-opts"));
        command.add("driver=raw,file.driver=file,file.locking=off,file.filename=" + image);
        return new NbdTarget(command, port);
    }

    String uri() {
        return "nbd://127.0.0.1:" + port + "/" + EXPORT;
    }

    /** CPU time of all its threads so far, in user space and in the kernel for it. */
    Duration cpu() {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitListening(List<String> command) throws IOException, InterruptedException {
        long limit = System.nanoTime() + START_NANOS;
        while (!listens()) {
            if (!process.isAlive() || System.nanoTime() - limit > 0) {
                close();
                throw new IOException("it does not listen: " + String.join(" ", command));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns when its process has ended and the image is free. */
    @Override
    public void close() {
        process.destroy();
        process.onExit().completeOnTimeout(null, STOP_SECONDS, TimeUnit.SECONDS).join();
        process.destroyForcibly().onExit().join();
    }
}
