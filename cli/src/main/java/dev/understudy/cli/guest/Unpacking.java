package dev.understudy.cli.guest;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Takes packages apart by {@code dpkg-deb}, which knows their compression, with owners and modes as they say. */
final class Unpacking {
    private final HostTools tools;
    private final Staging staging;
    private long newestSeconds;

    Unpacking(HostTools tools, Staging staging) {
        this.tools = tools;
        this.staging = staging;
    }

    /** Time of the newest file in all packages so far, in seconds since 1970: it depends on nothing but the packages. */
    long newestSeconds() {
        return newestSeconds;
    }

    /** Puts a package's files into the tree. */
    void unpack(Path file, GuestTree into) throws IOException {
        tools.stream(
                out -> {
                    TarStream tar = new TarStream(out);
                    for (TarStream.Entry entry = tar.next(); entry != null; entry = tar.next()) {
                        if (!entry.path().isEmpty()) {
                            newestSeconds = Math.max(newestSeconds, entry.modified());
                            into.add(entry.path(), inode(tar, entry, into));
                        }
                    }
                },
                "dpkg-deb",
                "--fsys-tarfile",
                file.toString());
    }

    private Inode inode(TarStream tar, TarStream.Entry entry, GuestTree tree) throws IOException {
        return switch (entry.type()) {
            case FOLDER -> new Inode.Folder(entry.mode(), entry.user(), entry.group());
            case SYMBOLIC_LINK -> new Inode.Link(entry.link());
            case REGULAR -> new Inode.RegularFile(entry.mode(), entry.user(), entry.group(), copied(tar));
            case HARD_LINK ->
                new Inode.RegularFile(entry.mode(), entry.user(), entry.group(), tree.content(entry.link()));
        };
    }

    private Path copied(TarStream tar) throws IOException {
        Path content = staging.next();
        try (OutputStream out = Files.newOutputStream(content)) {
            tar.copyTo(out);
        }
        return content;
    }
}
