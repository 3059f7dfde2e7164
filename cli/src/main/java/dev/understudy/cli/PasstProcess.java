package dev.understudy.cli;

import dev.understudy.net.ForwardSpec;
import dev.understudy.net.PasstEndpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * passt, which carries the TCP forwards of one guest: started, started again with growing pauses when it dies, ended with
 * this process, however that ends.
 *
 * <p>Its socket lies in a folder of its own. passt started by root becomes user nobody, so nobody owns that folder then; no
 * other user can reach the socket, by which frames could be sent to the guest.
 */
final class PasstProcess implements AutoCloseable {
    private static final long START_MILLIS = 10_000;
    private static final long LOOK_MILLIS = 10;
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LAST_PAUSE_MILLIS = 5_000;

    /**
     * The program's name is the folder. passt does not look at its standard input, so a second shell does, and ends passt
     * when we are gone; a terminal's Ctrl-C, which reaches the whole group, leaves it to us. passt stays a child, not what
     * this shell becomes, so that its end is seen.
     */
    private static final String KEEPER =
            "trap '' INT HUP; exec 3<&0; \"$@\" >&2 </dev/null 3<&- & passt=$!; echo $passt;"
                    + " (read -r end <&3; rm -rf \"$0\"; kill $passt) >/dev/null 2>&1 & keeper=$!;"
                    + " wait $passt; code=$?; kill $keeper; exit $code";

    private final int guest;
    private final Path folder;
    private final List<String> command = new ArrayList<>();
    private final Consumer<String> say;
    private final Thread supervisor;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Process process;
    private volatile long pid;
    private volatile String lastWords;

    /**
     * Starts it and waits until it listens.
     *
     * @param forwards of one guest, all TCP, with host ports other than 0
     * @throws IOException with passt's own words if it does not come up
     */
    PasstProcess(List<ForwardSpec> forwards, Consumer<String> say) throws IOException {
        this.say = say;
        guest = forwards.get(0).guestAddress();
        folder = makeFolder();
        command.addAll(List.of("/bin/sh", "-c", KEEPER, folder.toString()));
        command.addAll(PasstArguments.of(forwards, socket()));
        supervisor = new Thread(this::supervise, "passt");
        supervisor.setDaemon(true);
        supervisor.start();
        try {
            awaitSocket();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    PasstEndpoint endpoint() {
        return new PasstEndpoint(guest, socket());
    }

    /** Of the one that runs, or ran last. */
    long pid() {
        return pid;
    }

    Path folder() {
        return folder;
    }

    private Path socket() {
        return folder.resolve("socket");
    }

    private static Path makeFolder() throws IOException {
        Path folder = Files.createTempDirectory("understudy-passt-"); // rwx------
        if ((int) Files.getAttribute(folder, "unix:uid") == 0) {
            Files.setOwner(
                    folder,
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        }
        return folder;
    }

    private void awaitSocket() throws IOException {
        for (long waited = 0; !Files.exists(socket()); waited += LOOK_MILLIS) {
            if (lastWords != null) {
                throw new IOException(lastWords);
            }
            if (waited >= START_MILLIS) {
                throw new IOException("passt does not listen within " + START_MILLIS + " ms");
            }
            pause(LOOK_MILLIS);
        }
    }

    private void supervise() {
        long pauseMillis = FIRST_PAUSE_MILLIS;
        while (closing.getCount() > 0) {
            long began = System.nanoTime();
            String words = liveOnce();
            lastWords = words;
            if (System.nanoTime() - began > TimeUnit.MILLISECONDS.toNanos(LAST_PAUSE_MILLIS)) {
                pauseMillis = FIRST_PAUSE_MILLIS;
            }
            if (pause(pauseMillis)) {
                return;
            }
            say.accept("passt ended: " + words + "; its TCP connections are gone; started again");
            pauseMillis = Math.min(2 * pauseMillis, LAST_PAUSE_MILLIS);
        }
    }

    /** One life of passt, to its end; why it ended. */
    private String liveOnce() {
        try {
            Process begun = begin();
            if (begun == null) {
                return "stopped";
            }
            String words = "";
            try (BufferedReader pidLine = reader(begun.getInputStream());
                    BufferedReader lines = reader(begun.getErrorStream())) {
                String number = pidLine.readLine();
                pid = number == null ? 0 : Long.parseLong(number);
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    words = isComplaint(line) ? line.strip() : words;
                }
            }
            return (words.isEmpty() ? "" : words + ", ") + "exit code " + begun.waitFor();
        } catch (IOException e) {
            return e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    /** Nothing begins behind {@link #close}, which nobody would end. */
    private synchronized Process begin() throws IOException {
        if (closing.getCount() == 0) {
            return null;
        }
        process = new ProcessBuilder(command).start();
        return process;
    }

    private static BufferedReader reader(java.io.InputStream in) {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /** Without a system logger passt complains of that with each line. */
    private static boolean isComplaint(String line) {
        return !line.isBlank() && !line.startsWith("Failed to send ");
    }

    /** True if it is time to end. */
    private boolean pause(long millis) {
        try {
            return closing.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Ends passt, and waits for that at most 2 s. */
    @Override
    public void close() {
        closing.countDown();
        try {
            end();
            supervisor.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            FileTree.delete(folder);
        } catch (IOException e) {
            say.accept("passt's folder is left behind: " + e.getMessage());
        }
    }

    private synchronized void end() {
        if (process != null) {
            try {
                process.getOutputStream().close(); // its keeper sees that
            } catch (IOException e) {
                throw new UncheckedIOException("passt's keeper cannot be told", e);
            }
        }
    }
}
