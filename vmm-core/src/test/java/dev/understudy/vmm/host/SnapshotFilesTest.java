package dev.understudy.vmm.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFilesTest {
    @TempDir
    private Path folder;

    @Test
    void aSnapshotReplacesTheOldOneAndLeavesNoTemporaryFile() throws IOException {
        Path file = folder.resolve("vm.snapshot");
        SnapshotFiles.write(file, new byte[] {1});
        SnapshotFiles.write(file, new byte[] {2, 3});
        assertArrayEquals(new byte[] {2, 3}, SnapshotFiles.read(file));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void aFailedWriteLeavesNothingBehind() throws IOException {
        Path folderInTheWay = Files.createDirectory(folder.resolve("vm.snapshot"));
        Files.writeString(folderInTheWay.resolve("inside"), "x");
        assertThrows(IOException.class, () -> SnapshotFiles.write(folderInTheWay, new byte[] {1}));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
    }
}
