package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.cli.guest.GuestsFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The root disk of a Debian with redis. */
public final class DebianDisk {
    private DebianDisk() {}

    /** As it was built, for one VM. */
    public static void copy(Path guests, Path to) throws IOException {
        DiskImages.copy(new GuestsFolder(guests).parts("debian").rootDisk(), to);
    }

    /**
     * After an orderly end: the file system is clean, and so is redis' append-only file on it.
     *
     * @param folder is made, for what is taken from the disk
     */
    public static void judge(Path disk, Path folder) throws Exception {
        Files.createDirectories(folder);
        said("e2fsck", "-f", "-n", disk.toString());
        said("debugfs", "-R", "rdump /var/lib/redis/appendonlydir " + folder, disk.toString());
        Path manifest = folder.resolve("appendonlydir/appendonly.aof.manifest");
        String checked = said("redis-check-aof", manifest.toString());
        assertTrue(checked.contains("All AOF files and manifest are valid"), checked);
    }

    private static String said(String... command) throws Exception {
        List<String> all = new ArrayList<>(List.of("env", "PATH=" + System.getenv("PATH") + ":/usr/sbin:/sbin"));
        all.addAll(List.of(command));
        Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
        try (InputStream out = process.getInputStream()) {
            String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), said);
            return said;
        }
    }
}
