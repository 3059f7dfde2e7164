package dev.understudy.cli.guest;

import dev.understudy.cli.CommandFailure;
import dev.understudy.cli.ExitCode;
import dev.understudy.cli.FileTree;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A guest while it is built: a folder beside the others whose name begins with a dot, renamed once it is whole. One build at a
 * time in a guests' folder, so whatever is left of another is rubbish.
 */
final class BuildFolder implements AutoCloseable {
    private static final String UNDER_WAY = ".building-";
    private static final String REPLACED = ".replaced-";
    private static final int REMOVALS = 40;
    private static final long REMOVAL_PAUSE_NANOS = 50_000_000;

    private final Path root;
    private final String name;
    private final FileChannel lock;
    private final Path folder;
    private final Thread atExit = new Thread(this::breakOff, "break-off");
    private boolean over;
    private volatile boolean brokenOff;

    private BuildFolder(Path root, String name, FileChannel lock) throws IOException {
        this.root = root;
        this.name = name;
        this.lock = lock;
        removeRubbish();
        this.folder = Files.createDirectory(root.resolve(UNDER_WAY + name));
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    static BuildFolder open(GuestsFolder guests, String name) throws IOException {
        Files.createDirectories(guests.root());
        Path file = guests.root().resolve(".lock");
        FileChannel lock = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() != null) {
                return new BuildFolder(guests.root(), name, lock);
            }
        } catch (OverlappingFileLockException e) {
            // another build of this very process
        }
        lock.close();
        throw new CommandFailure(
                ExitCode.FAILED,
                "another guest is being built",
                file + " is locked by another process",
                "wait for its end, or choose another folder with --guests");
    }

    Path path() {
        return folder;
    }

    /** The guest is whole: it takes its name, in place of one that may have it. */
    synchronized void finish() throws IOException {
        Path old = root.resolve(REPLACED + name);
        Path guest = root.resolve(name);
        if (Files.exists(guest)) {
            Files.move(guest, old, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(folder, guest, StandardCopyOption.ATOMIC_MOVE);
        over = true;
        FileTree.delete(old);
    }

    /** Whether a signal ended the build. */
    boolean isBrokenOff() {
        return brokenOff;
    }

    /** By Ctrl-C or SIGTERM. Who still writes there, programs and the builder, fails and is waited for. */
    private void breakOff() {
        brokenOff = true;
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        for (int tries = 1; !removed() && tries < REMOVALS; tries++) {
            LockSupport.parkNanos(REMOVAL_PAUSE_NANOS);
        }
    }

    private synchronized boolean removed() {
        try {
            if (!over) {
                removeRubbish();
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void removeRubbish() throws IOException {
        for (Path old : left(REPLACED)) {
            Path guest = root.resolve(old.getFileName().toString().substring(REPLACED.length()));
            if (Files.exists(guest)) {
                FileTree.delete(old);
            } else {
                Files.move(old, guest, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        for (Path unfinished : left(UNDER_WAY)) {
            FileTree.delete(unfinished);
        }
    }

    private List<Path> left(String beginning) throws IOException {
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> left = Files.newDirectoryStream(root, beginning + "*")) {
            left.forEach(folders::add);
        }
        return folders;
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (!over) {
                over = true;
                removeRubbish();
            }
        }
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // the process ends anyhow
        }
        lock.close();
    }
}
