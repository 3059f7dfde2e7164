package dev.understudy.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A filesystem of so many bytes, to be filled. Who may not mount one skips the test. */
final class SmallFilesystem implements AutoCloseable {
    private static final int PAGE = 4096;

    private final Path at;

    private SmallFilesystem(Path at) {
        this.at = at;
    }

    static SmallFilesystem mount(Path at, long bytes) throws Exception {
        Files.createDirectories(at);
        Process mount = new ProcessBuilder(
                        "mount", "-t", "tmpfs", "-o", "size=" + bytes, "understudy-test", at.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(mount.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(
                mount.waitFor() == 0,
                () -> "SKIPPED: a full disk needs a filesystem of its own, and mount says: " + said);
        return new SmallFilesystem(at);
    }

    Path at() {
        return at;
    }

    private Path filler() {
        return at.resolve("filler");
    }

    /** Leaves not a page. */
    void fill() throws IOException {
        try (FileChannel channel = FileChannel.open(filler(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (true) {
                channel.write(ByteBuffer.allocate(PAGE));
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space left")) {
                throw e;
            }
        }
    }

    void makeRoom() throws IOException {
        Files.delete(filler());
    }

    /** Lazily: a process may end a little later. */
    @Override
    public void close() throws IOException {
        new ProcessBuilder("umount", "-l", at.toString())
                .inheritIO()
                .start()
                .onExit()
                .join();
    }
}
