package dev.understudy.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the processes of the VMs of this user and host are found: a folder a VM, in it a socket {@code NAME.status} a
 * process. Private to the user.
 */
public final class RunFolder {
    private static final String STATUS = ".status";

    private static final long NEW_MILLIS = 2_000;

    private final Path root;

    public RunFolder(Path root) {
        this.root = root;
    }

    /** {@code UNDERSTUDY_RUN}, else below {@code XDG_RUNTIME_DIR}, else below the temporary folder. */
    static RunFolder ofUser() {
        String own = System.getenv("UNDERSTUDY_RUN");
        if (own != null) {
            return new RunFolder(Path.of(own));
        }
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        if (runtime != null && Files.isWritable(Path.of(runtime))) {
            return new RunFolder(Path.of(runtime, "understudy"));
        }
        return new RunFolder(
                Path.of(System.getProperty("java.io.tmpdir"), "understudy-" + System.getProperty("user.name")));
    }

    Path root() {
        return root;
    }

    /** The folder of a VM, made if it is not there. */
    Path of(String vm) throws IOException {
        Files.createDirectories(
                root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path folder = root.resolve(vm);
        Files.createDirectories(folder);
        return folder;
    }

    Path statusOf(String vm, String process) throws IOException {
        return of(vm).resolve(process + STATUS);
    }

    /** Names of the VMs that have, or had, processes here. */
    List<String> vms() throws IOException {
        return names(root, "");
    }

    /** Names of the VM's processes that have, or had, a status. */
    List<String> processes(String vm) throws IOException {
        return names(root.resolve(vm), STATUS);
    }

    /**
     * Removes the socket of a process that is gone, unless it is so new that its process may be starting; true if it is
     * gone now.
     */
    boolean removeIfAbandoned(String vm, String process) {
        try {
            Path socket = statusOf(vm, process);
            long ageMillis = System.currentTimeMillis()
                    - Files.getLastModifiedTime(socket, LinkOption.NOFOLLOW_LINKS)
                            .toMillis();
            return ageMillis > NEW_MILLIS && Files.deleteIfExists(socket);
        } catch (IOException e) {
            return true;
        }
    }

    private static List<String> names(Path folder, String ending) throws IOException {
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                for (Path entry : entries) {
                    String name = entry.getFileName().toString();
                    if (name.endsWith(ending)) {
                        names.add(name.substring(0, name.length() - ending.length()));
                    }
                }
            }
        }
        names.sort(null);
        return names;
    }
}
