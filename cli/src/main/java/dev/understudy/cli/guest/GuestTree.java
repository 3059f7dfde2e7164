package dev.understudy.cli.guest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A guest's files by path, without a slash in front. Sorted, so that a folder comes before what is in it and that equal trees
 * are written alike, whatever order they were made in.
 */
final class GuestTree {
    private static final int LINKS_MAX = 8;

    private final TreeMap<String, Inode> inodes = new TreeMap<>();

    /** All of them, sorted by path. */
    SortedMap<String, Inode> inodes() {
        return inodes;
    }

    /**
     * Puts it there, in place of what may be there; folders above are made. A folder over a folder gives it the new mode; a
     * path through a link to a folder goes where that leads, as {@code /bin} does to {@code /usr/bin}.
     */
    void add(String path, Inode inode) throws IOException {
        String real = realParent(path);
        if (inode instanceof Inode.Folder && inodes.get(real) instanceof Inode.Link) {
            return;
        }
        inodes.put(real, inode);
    }

    void addIfAbsent(String path, Inode inode) throws IOException {
        if (!inodes.containsKey(realParent(path))) {
            add(path, inode);
        }
    }

    /** A regular file there, or null. */
    Inode.RegularFile file(String path) {
        return inodes.get(path) instanceof Inode.RegularFile file ? file : null;
    }

    /** Host's copy of a file's bytes; a guest that lacks it cannot be built. */
    Path content(String path) throws IOException {
        Inode.RegularFile file = file(path);
        if (file == null) {
            throw new IOException("no package brought /" + path);
        }
        return file.content();
    }

    private String realParent(String path) throws IOException {
        String real = path;
        for (int links = 0; links <= LINKS_MAX; links++) {
            String next = throughFirstLink(real);
            if (next == null) {
                return real;
            }
            real = next;
        }
        throw new IOException("more than " + LINKS_MAX + " links on the way to " + path);
    }

    /** The path with the first link among its parents resolved, null if there is none; makes parents that are not there. */
    private String throughFirstLink(String path) throws IOException {
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            String parent = path.substring(0, slash);
            Inode there = inodes.get(parent);
            if (there instanceof Inode.Link link) {
                return resolved(parent, link.target()) + path.substring(slash);
            }
            if (there instanceof Inode.RegularFile) {
                throw new IOException("/" + parent + " is a file, and /" + path + " wants it to be a folder");
            }
            inodes.putIfAbsent(parent, Inode.Folder.OF_ROOT);
        }
        return null;
    }

    private static String resolved(String link, String target) throws IOException {
        Path above = Path.of("/" + link).getParent();
        String path = above.resolve(target).normalize().toString();
        if (path.length() < 2) {
            throw new IOException("/" + link + " leads to /");
        }
        return path.substring(1);
    }

    /** Files below a folder, by name; folders and links in it are left out. */
    Map<String, Inode.RegularFile> filesBelow(String folder) {
        TreeMap<String, Inode.RegularFile> files = new TreeMap<>();
        inodes.subMap(folder + "/", folder + "0").forEach((path, inode) -> {
            if (inode instanceof Inode.RegularFile file) {
                files.put(path, file);
            }
        });
        return files;
    }
}
