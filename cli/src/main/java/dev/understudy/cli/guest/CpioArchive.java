package dev.understudy.cli.guest;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * An initial RAM disk in the form "newc" (the kernel's {@code Documentation/driver-api/early-userspace/buffer-format.rst}):
 * a header of thirteen numbers of eight hexadecimal digits, the name, the content, each padded to four bytes. All belongs to
 * root and bears one time.
 */
final class CpioArchive implements AutoCloseable {
    private static final String MAGIC = "070701";
    private static final String TRAILER = "TRAILER!!!";
    private static final byte[] NOTHING = {};

    private final OutputStream out;
    private final long modified;
    private int inode;

    /** @param modified seconds since 1970, of every file */
    CpioArchive(OutputStream out, long modified) {
        this.out = out;
        this.modified = modified;
    }

    void folder(String path) throws IOException {
        entry(path, Inode.TYPE_FOLDER | 0755, NOTHING, 0, 0);
    }

    void file(String path, int mode, byte[] content) throws IOException {
        entry(path, Inode.TYPE_REGULAR | mode, content, 0, 0);
    }

    void characterDevice(String path, int mode, int major, int minor) throws IOException {
        entry(path, Inode.TYPE_CHARACTER | mode, NOTHING, major, minor);
    }

    private void entry(String path, int mode, byte[] content, int major, int minor) throws IOException {
        inode++;
        write(path, inode, mode, modified, content, major, minor);
    }

    private void write(String path, int number, int mode, long time, byte[] content, int major, int minor)
            throws IOException {
        byte[] name = (path + "\0").getBytes(StandardCharsets.UTF_8);
        long[] fields = {number, mode, 0, 0, 1, time, content.length, 0, 0, major, minor, name.length, 0};
        StringBuilder header = new StringBuilder(MAGIC);
        for (long field : fields) {
            header.append(String.format(Locale.ROOT, "%08X", field));
        }
        padded(header.toString().getBytes(StandardCharsets.US_ASCII), name);
        padded(NOTHING, content);
    }

    private void padded(byte[] first, byte[] second) throws IOException {
        out.write(first);
        out.write(second);
        out.write(new byte[-(first.length + second.length) & 3]);
    }

    /** Ends the archive and closes the stream. */
    @Override
    public void close() throws IOException {
        write(TRAILER, 0, 0, 0, NOTHING, 0, 0);
        out.close();
    }
}
