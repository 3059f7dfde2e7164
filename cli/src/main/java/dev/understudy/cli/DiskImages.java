package dev.understudy.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;

/** Sparse raw images. */
public final class DiskImages {
    private static final int CHUNK = 64 << 10;
    private static final byte[] ZEROS = new byte[CHUNK];

    private DiskImages() {}

    static void make(Path file, long bytes) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
            image.setLength(bytes / 512 * 512);
        }
    }

    /** A copy without what is zero. It takes its name when it is whole. */
    public static void copy(Path from, Path to) throws IOException {
        Path folder = to.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path under = Files.createTempFile(folder, to.getFileName() + ".", ".copying");
        try (InputStream in = Files.newInputStream(from);
                RandomAccessFile image = new RandomAccessFile(under.toFile(), "rw")) {
            long at = 0;
            for (byte[] chunk = in.readNBytes(CHUNK); chunk.length > 0; chunk = in.readNBytes(CHUNK)) {
                if (!Arrays.equals(chunk, 0, chunk.length, ZEROS, 0, chunk.length)) {
                    image.seek(at);
                    image.write(chunk);
                }
                at += chunk.length;
            }
            image.setLength(at);
            image.getFD().sync();
            Files.move(under, to, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(under);
        }
    }
}
