package dev.understudy.vmm.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.device.DiskRequest.Kind;
import dev.understudy.vmm.log.DiskStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBlockStoreTest {
    private static final int CAPACITY = 64 * 1024;

    private record Answer(DiskRequest request, DiskStatus status, byte[] data) {}

    @TempDir
    private Path folder;

    private final BlockingQueue<Answer> answers = new ArrayBlockingQueue<>(100);

    private final BlockStore.Listener listener = new BlockStore.Listener() {
        @Override
        public void completed(DiskRequest request, DiskStatus status, byte[] data) {
            answers.add(new Answer(request, status, data));
        }

        @Override
        public void ownershipLost(String reason) {
            throw new AssertionError(reason);
        }

        @Override
        public void reachable(boolean reachable, long instance) {}
    };

    private FileBlockStore open() throws IOException {
        return FileBlockStore.open(Files.write(folder.resolve("disk"), new byte[CAPACITY]), listener);
    }

    private Answer ask(BlockStore store, Kind kind, long offset, int length, byte... data) throws Exception {
        store.submit(new DiskRequest(1, kind, offset, length, data));
        return answers.poll(60, TimeUnit.SECONDS);
    }

    @Test
    void whatIsWrittenIsReadAndStaysInTheFile() throws Exception {
        try (FileBlockStore store = open()) {
            assertEquals(CAPACITY, store.capacity());
            assertEquals(DiskStatus.OK, ask(store, Kind.WRITE, 1000, 3, (byte) 7, (byte) 8, (byte) 9).status);
            assertEquals(DiskStatus.OK, ask(store, Kind.FLUSH, 0, 0).status);
            assertArrayEquals(new byte[] {0, 7, 8, 9, 0}, ask(store, Kind.READ, 999, 5).data);
        }
        assertEquals(8, Files.readAllBytes(folder.resolve("disk"))[1001]);
    }

    @Test
    void discardAndZeroesGiveZeroes() throws Exception {
        for (Kind kind : new Kind[] {Kind.DISCARD, Kind.WRITE_ZEROES}) {
            try (FileBlockStore store = open()) {
                byte[] ones = new byte[512];
                Arrays.fill(ones, (byte) 1);
                ask(store, Kind.WRITE, 0, 512, ones);
                ask(store, kind, 1, 510);
                byte[] expected = new byte[512];
                expected[0] = 1;
                expected[511] = 1;
                assertArrayEquals(expected, ask(store, Kind.READ, 0, 512).data);
            }
        }
    }

    @Test
    void requestsOutsideTheDiskAreDeviceErrorsAndChangeNothing() throws Exception {
        try (FileBlockStore store = open()) {
            assertEquals(DiskStatus.IO_ERROR, ask(store, Kind.WRITE, CAPACITY - 1, 2, new byte[2]).status);
            assertEquals(DiskStatus.IO_ERROR, ask(store, Kind.READ, Long.MAX_VALUE, 2).status);
            assertEquals(DiskStatus.IO_ERROR, ask(store, Kind.READ, -1, 2).status);
            assertEquals(DiskStatus.IO_ERROR, ask(store, Kind.WRITE, 0, 512, new byte[3]).status);
        }
        assertEquals(CAPACITY, Files.size(folder.resolve("disk")));
    }

    @Test
    void aFullDeviceIsToldFromABrokenOne() {
        assertEquals(DiskStatus.NO_SPACE, FileBlockStore.statusOf(new IOException("No space left on device")));
        assertEquals(DiskStatus.IO_ERROR, FileBlockStore.statusOf(new IOException("Input/output error")));
        assertEquals(DiskStatus.IO_ERROR, FileBlockStore.statusOf(new IOException()));
    }

    @Test
    void aMissingImageIsRefused() {
        assertThrows(IOException.class, () -> FileBlockStore.open(folder.resolve("none"), listener));
    }
}
