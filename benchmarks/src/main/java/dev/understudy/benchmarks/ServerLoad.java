package dev.understudy.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What clients ask of a server in the guest. */
interface ServerLoad {
    /** What was measured: requests a second, of so many. */
    record Ran(double rate, long requests) {}

    /** The server's port in the guest. */
    int guestPort();

    /** Bytes of payload that a request moves, in whatever direction; 0 if they do not matter. */
    int payloadBytes();

    /** @param requests about so many, if the load can be told */
    Ran run(InetSocketAddress server, int requests) throws IOException, InterruptedException;

    /** What the program said, if it ended well. */
    static String said(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException(command.get(0) + " ended with " + code + ": " + said);
        }
        return said;
    }
}
