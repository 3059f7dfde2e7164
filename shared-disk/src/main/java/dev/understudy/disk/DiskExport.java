package dev.understudy.disk;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/**
 * An export that a disk server offers.
 *
 * @param name at most 255 bytes of UTF-8
 * @param file the image
 * @param size bytes; 0 takes the size of the existing file, which is otherwise made, sparse
 * @param vm the VM that it is bound to; null if none
 */
public record DiskExport(String name, Path file, long size, String vm) {
    public DiskExport {
        Objects.requireNonNull(file);
        checkName("export", name);
        if (vm != null) {
            checkName("VM", vm);
        }
        if (size < 0) {
            throw new IllegalArgumentException("export " + name + ": a size of " + size + " bytes");
        }
    }

    static void checkName(String what, String name) {
        if (name.getBytes(StandardCharsets.UTF_8).length > Nbd.MAX_NAME) {
            throw new IllegalArgumentException(what + " name of more than " + Nbd.MAX_NAME + " bytes: " + name);
        }
    }
}
