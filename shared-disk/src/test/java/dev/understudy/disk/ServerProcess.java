package dev.understudy.disk;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A disk server in a process of its own, to be killed. Also a program: {@code STATE IMAGE SIZE PORT}, plaintext. */
final class ServerProcess implements AutoCloseable {
    private final Process process;
    private final int port;

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        DiskServerOptions options = DiskServerOptions.plaintext(Path.of(args[0]))
                .withAddress(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[3])))
                .withExport(new DiskExport("disk", Path.of(args[1]), Long.parseLong(args[2]), "vm"));
        try (DiskServer server = new DiskServer(options)) {
            server.start();
            System.out.println("port " + server.port());
            Thread.currentThread().join();
        }
    }

    /** Port 0 takes a free one. */
    static ServerProcess start(Path state, Path image, long size, int port) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServerProcess.class.getName(),
                        state.toString(),
                        image.toString(),
                        Long.toString(size),
                        Integer.toString(port))
                .redirectErrorStream(true)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("port ")) {
                return new ServerProcess(process, Integer.parseInt(line.substring(5)));
            }
            said.append(line).append('\n');
        }
        throw new IOException("the disk server did not start:\n" + said);
    }

    int port() {
        return port;
    }

    /** SIGKILL, and waits until the process is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
