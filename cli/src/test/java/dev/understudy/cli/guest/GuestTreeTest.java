package dev.understudy.cli.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuestTreeTest {
    private static final Inode.RegularFile FILE = new Inode.RegularFile(0644, 0, 0, Path.of("content"));
    private static final Inode.Folder SECRET = new Inode.Folder(0700, 7, 7);

    private final GuestTree tree = new GuestTree();

    private List<String> paths() {
        return List.copyOf(tree.inodes().keySet());
    }

    @Test
    void foldersComeBeforeWhatIsInThemAndAreMadeWhereTheyLack() throws IOException {
        tree.add("usr/bin/x", FILE);
        tree.add("etc", SECRET);
        tree.add("etc/y", FILE);
        assertEquals(List.of("etc", "etc/y", "usr", "usr/bin", "usr/bin/x"), paths());
        assertEquals(SECRET, tree.inodes().get("etc"));
    }

    @Test
    void aPathThroughALinkGoesWhereItLeads() throws IOException {
        tree.add("lib", new Inode.Link("usr/lib"));
        tree.add("usr/lib/riscv", new Inode.Link("../lib64"));
        tree.add("lib/riscv/x", FILE);
        tree.add("lib", SECRET);
        assertEquals(new Inode.Link("usr/lib"), tree.inodes().get("lib"));
        assertEquals(List.of("lib", "usr", "usr/lib", "usr/lib/riscv", "usr/lib64", "usr/lib64/x"), paths());
    }

    @Test
    void linksInACircleAreRefused() throws IOException {
        tree.add("a", new Inode.Link("b"));
        tree.add("b", new Inode.Link("a"));
        assertThrows(IOException.class, () -> tree.add("a/x", FILE));
    }

    @Test
    void nothingLiesBelowAFile() throws IOException {
        tree.add("a", FILE);
        assertThrows(IOException.class, () -> tree.add("a/x", FILE));
    }

    @Test
    void whatPackagesBroughtStaysIfOnlyTheAbsentIsAsked() throws IOException {
        tree.add("bin/sh", FILE);
        tree.addIfAbsent("bin/sh", new Inode.Link("busybox"));
        tree.addIfAbsent("bin/init", new Inode.Link("busybox"));
        assertEquals(FILE, tree.inodes().get("bin/sh"));
        assertEquals(new Inode.Link("busybox"), tree.inodes().get("bin/init"));
    }

    @Test
    void filesBelowAFolderAreItsOwnOnly() throws IOException {
        for (String path : List.of("m/a", "m/b/c", "m-1/d", "m0", "n")) {
            tree.add(path, FILE);
        }
        assertEquals(List.of("m/a", "m/b/c"), List.copyOf(tree.filesBelow("m").keySet()));
    }

    @Test
    void aFileThatNoPackageBroughtIsNamed() {
        IOException problem = assertThrows(IOException.class, () -> tree.content("usr/bin/busybox"));
        assertEquals("no package brought /usr/bin/busybox", problem.getMessage());
    }
}
