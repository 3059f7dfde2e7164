package dev.understudy.cli.guest;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Writes a tree into an ext4 image with {@code mke2fs} and {@code debugfs}. {@code mke2fs -d} would do in one step, but takes
 * owners, times of change and the order of folders from the host, so that neither root's files nor equal bytes were to be had.
 */
final class Ext4Disk {
    /**
     * All features named, since the defaults differ from release to release. No checksums of metadata: they guard against disks
     * that decay, and cost the guest instructions with each write.
     */
    private static final String FEATURES =
            "none,has_journal,ext_attr,dir_index,filetype,extent,64bit,flex_bg,sparse_super,"
                    + "large_file,huge_file,dir_nlink,extra_isize";

    /** A server that appends and syncs small records writes whole blocks, and the journal of them. */
    private static final int BLOCK_BYTES = 1024;

    private static final int BYTES_PER_INODE = 16 << 10;
    private static final String ALL_ZERO_AT_ONCE = "lazy_itable_init=0,lazy_journal_init=0,root_owner=0:0,hash_seed=";
    private static final String CONFIGURATION = """
            [defaults]
            base_features = none
            [fs_types]
                ext3 = {
                }
                ext4 = {
                }
            """;

    private final Path image;
    private final Path scratch;
    private final HostTools tools;

    /** @param scratch a folder for what the programs read */
    Ext4Disk(Path image, Path scratch, HostTools tools, long timeSeconds) throws IOException {
        this.image = image;
        this.scratch = scratch;
        Path configuration = Files.writeString(scratch.resolve("mke2fs.conf"), CONFIGURATION);
        String time = Long.toString(timeSeconds);
        this.tools = tools.with(Map.of(
                "MKE2FS_CONFIG", configuration.toString(), "E2FSPROGS_FAKE_TIME", time, "SOURCE_DATE_EPOCH", time));
    }

    /** @param identity what the file system's names are made of */
    void write(GuestTree tree, long bytes, String identity) throws IOException {
        make(bytes, identity);
        Path script = scratch.resolve("debugfs.script");
        try (BufferedWriter out = Files.newBufferedWriter(script)) {
            for (Map.Entry<String, Inode> entry : tree.inodes().entrySet()) {
                write(out, "/" + entry.getKey(), entry.getValue());
            }
        }
        check(tools.run("debugfs", "-w", "-f", script.toString(), image.toString()));
        HostTools.Result whole = tools.run("e2fsck", "-f", "-n", image.toString());
        if (whole.exitCode() != 0) {
            throw new IOException("e2fsck finds fault with the new disk: " + whole.out());
        }
    }

    private void make(long bytes, String identity) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(bytes);
        }
        HostTools.Result result = tools.run(
                "mke2fs",
                "-q",
                "-F",
                "-t",
                "ext4",
                "-b",
                Integer.toString(BLOCK_BYTES),
                "-i",
                Integer.toString(BYTES_PER_INODE),
                "-I",
                "256",
                "-m",
                "0",
                "-O",
                FEATURES,
                "-U",
                uuid("file system of " + identity),
                "-E",
                ALL_ZERO_AT_ONCE + uuid("hash seed of " + identity),
                image.toString(),
                bytes / 1024 + "k");
        if (result.exitCode() != 0) {
            throw new IOException("mke2fs: " + result.reason());
        }
    }

    private static String uuid(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static void write(Writer out, String path, Inode inode) throws IOException {
        String quoted = quoted(path);
        if (inode instanceof Inode.Folder folder) {
            out.write("mkdir " + quoted + "\n");
            attributes(out, quoted, Inode.TYPE_FOLDER | folder.mode(), folder.user(), folder.group());
        } else if (inode instanceof Inode.RegularFile file) {
            out.write("write " + quoted(file.content().toString()) + " " + quoted + "\n");
            attributes(out, quoted, Inode.TYPE_REGULAR | file.mode(), file.user(), file.group());
        } else if (inode instanceof Inode.Link link) {
            out.write("symlink " + quoted + " " + quoted(link.target()) + "\n");
        }
    }

    private static void attributes(Writer out, String path, int mode, int user, int group) throws IOException {
        out.write("sif " + path + " mode 0" + Integer.toOctalString(mode) + "\n");
        owner(out, path, "uid", user);
        owner(out, path, "gid", group);
    }

    private static void owner(Writer out, String path, String field, int number) throws IOException {
        if (number != 0) {
            out.write("sif " + path + " " + field + " " + number + "\n");
        }
    }

    /** As debugfs reads words: in quotes, a quote doubled. */
    static String quoted(String word) throws IOException {
        if (word.indexOf('\n') >= 0) {
            throw new IOException("a path with the end of a line in it");
        }
        return '"' + word.replace("\"", "\"\"") + '"';
    }

    /** debugfs ends with 0 whatever happens: it says its version on stderr, and what failed. */
    private static void check(HostTools.Result result) throws IOException {
        List<String> failures = result.err().stream()
                .filter(line -> !line.startsWith("debugfs 1."))
                .toList();
        if (result.exitCode() != 0 || !failures.isEmpty()) {
            throw new IOException("debugfs: " + (failures.isEmpty() ? result.reason() : failures.get(0)));
        }
    }
}
