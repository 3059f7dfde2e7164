package dev.understudy.vmm.host;

import java.io.IOException;
import java.nio.file.Path;

/** Snapshots in files. */
public final class SnapshotFiles {
    private SnapshotFiles() {}

    /** Writes all or nothing, durably: temporary file, fsync, rename, fsync of the folder. */
    public static void write(Path file, byte[] snapshot) throws IOException {
        throw new UnsupportedOperationException("not yet");
    }

    public static byte[] read(Path file) throws IOException {
        throw new UnsupportedOperationException("not yet");
    }
}
