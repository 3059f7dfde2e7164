package dev.understudy.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** What every long-running process has: a status socket, an end, and parts to be closed at it. */
final class NodeProcess {
    @Option(names = "--status", paramLabel = "SOCKET", description = "Answer status requests at this Unix socket.")
    private Path statusSocket;

    @Option(names = ChildProcess.WITH_PARENT, hidden = true, description = "Exit at the end of standard input.")
    private boolean withParent;

    private static final long CLOSE_SECONDS = 5;

    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /** To be closed at the end, last first. */
    <T extends AutoCloseable> T closing(T part) {
        parts.push(part);
        return part;
    }

    void answer(Supplier<NodeStatus> status) throws IOException {
        if (statusSocket != null) {
            closing(new StatusSocket(statusSocket, status));
        }
    }

    /** Where evidence is kept: beside the status socket, else the working folder. */
    Path folder() {
        Path folder =
                statusSocket == null ? null : statusSocket.toAbsolutePath().getParent();
        return folder == null ? Path.of("").toAbsolutePath() : folder;
    }

    /** Leaves word of why this replica ended, for whoever watches it. */
    void leave(ReplicaEnd word) {
        if (statusSocket != null) {
            try {
                word.write(statusSocket);
            } catch (IOException e) {
                System.err.println("understudy: could not leave word: " + e.getMessage());
            }
        }
    }

    /** Ends the process with this code; the first call counts. */
    void end(int exitCode) {
        end.complete(exitCode);
    }

    /** Waits for the end, by {@link #end} or by a signal, closes everything and gives the exit code. */
    int await() throws InterruptedException {
        // Not the main thread's end: that waits in System.exit for this hook.
        CountDownLatch closed = new CountDownLatch(1);
        Thread hook = new Thread(
                () -> {
                    end.complete(ExitCode.DONE);
                    try {
                        if (!closed.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                            System.err.println("understudy: ending without having closed everything");
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "end");
        Runtime.getRuntime().addShutdownHook(hook);
        if (withParent) {
            watchParent();
        }
        try {
            int code = end.get();
            close();
            closed.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                return code; // the process is ending already
            }
            return code;
        } catch (ExecutionException e) {
            throw new IllegalStateException("an end is never exceptional", e);
        }
    }

    private void watchParent() {
        Thread watcher = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // nothing is ever written
                        }
                    } catch (IOException e) {
                        // the same as its end
                    }
                    end(ExitCode.DONE);
                },
                "with-parent");
        watcher.setDaemon(true);
        watcher.start();
    }

    private void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                System.err.println("understudy: while ending: " + e);
            }
        }
    }
}
