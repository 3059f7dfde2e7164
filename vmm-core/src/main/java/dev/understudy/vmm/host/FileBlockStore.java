package dev.understudy.vmm.host;

import dev.understudy.vmm.device.DiskRequest;
import java.io.IOException;
import java.nio.file.Path;

/** A disk in a plain file, served by one I/O thread. */
public final class FileBlockStore implements BlockStore {
    private FileBlockStore() {}

    /** Opens an image; its size is the capacity. */
    public static FileBlockStore open(Path image, Listener listener) throws IOException {
        throw new UnsupportedOperationException("not yet");
    }

    @Override
    public long capacity() {
        return 0;
    }

    @Override
    public void submit(DiskRequest request) {}

    @Override
    public void close() {}
}
