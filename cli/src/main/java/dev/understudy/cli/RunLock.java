package dev.understudy.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;

/** Only one pair of a name runs in a run folder: the sockets and the secret in it have fixed names. Ends with the process. */
final class RunLock implements AutoCloseable {
    private final FileChannel file;

    private RunLock(FileChannel file) {
        this.file = file;
    }

    static RunLock take(RunFolder run, String vm) throws IOException {
        FileChannel file =
                FileChannel.open(run.of(vm).resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (file.tryLock() != null) {
                return new RunLock(file);
            }
        } catch (OverlappingFileLockException e) {
            // another pair of this very process has it
        }
        file.close();
        throw new CommandFailure(
                ExitCode.FAILED,
                "a pair named " + vm + " runs already",
                run.of(vm).resolve("lock") + " is locked by another process",
                "end that one, or give this one another name; see understudy status");
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
