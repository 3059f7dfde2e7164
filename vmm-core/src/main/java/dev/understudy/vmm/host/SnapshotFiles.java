package dev.understudy.vmm.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Snapshots in files: all or nothing, durable. */
public final class SnapshotFiles {
    /** No snapshot is larger: it must fit into one array. */
    static final long MAX_BYTES = Integer.MAX_VALUE - 8;

    private SnapshotFiles() {}

    /** Replaces {@code file} in one step: temporary file, fsync, rename, fsync of the folder. */
    public static void write(Path file, byte[] snapshot) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path temporary = Files.createTempFile(absolute.getParent(), "." + absolute.getFileName(), ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(snapshot);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        try (FileChannel folder = FileChannel.open(absolute.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** The whole file. Throws IOException for one over 2 GiB. */
    public static byte[] read(Path file) throws IOException {
        long size = Files.size(file);
        if (size > MAX_BYTES) {
            throw new IOException(file + ": " + size + " bytes are over the limit of " + MAX_BYTES + " for a snapshot");
        }
        return Files.readAllBytes(file);
    }
}
