package dev.understudy.disk;

import static dev.understudy.disk.Claimants.ALICE;
import static dev.understudy.disk.Claimants.BOB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.understudy.vmm.bytes.MalformedBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFileTest {
    private static final ArbiterRecord RECORD = new ArbiterRecord(3, 7, ALICE, BOB, false, List.of("root", "data"));

    @TempDir
    Path folder;

    @Test
    void whatIsSavedIsLoaded() throws IOException {
        RecordFile file = new RecordFile(folder.resolve("r"));
        assertEquals(ArbiterRecord.NONE, file.load());
        file.save(RECORD);
        assertEquals(RECORD, file.load());
        ArbiterRecord ended = new ArbiterRecord(3, 7, ALICE, null, true, List.of());
        file.save(ended);
        assertEquals(ended, file.load());
    }

    @Test
    void aHalfWrittenTemporaryFileIsOfNoAccount() throws IOException {
        RecordFile file = new RecordFile(folder.resolve("r"));
        file.save(RECORD);
        Files.write(folder.resolve("r.new"), new byte[] {1, 2, 3});
        assertEquals(RECORD, file.load());
        file.save(ArbiterRecord.NONE);
        assertEquals(ArbiterRecord.NONE, file.load());
    }

    @Test
    void anyChangedBitAndAnyCutMakeItUnreadable() {
        byte[] good = RecordFile.encode(RECORD);
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            assertThrows(MalformedBytes.class, () -> RecordFile.decode(bad), "bit " + bit);
        }
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThrows(MalformedBytes.class, () -> RecordFile.decode(cut), "length " + length);
        }
    }

    @Test
    void aDamagedFileSaysSo() throws IOException {
        Path path = folder.resolve("r");
        Files.write(path, new byte[100]);
        IOException thrown = assertThrows(IOException.class, () -> new RecordFile(path).load());
        assertEquals(path + " is damaged (its checksum does not match): it grants nothing", thrown.getMessage());
    }

    @Test
    void aGenerationThatNoServerCountsToIsDamage() {
        assertUncounted(1, Long.MAX_VALUE);
        assertUncounted(1, -1);
        assertUncounted(2, 1);
        assertUncounted(-1, 1);
    }

    private static void assertUncounted(long life, long generation) {
        byte[] bytes = RecordFile.encode(new ArbiterRecord(life, generation, ALICE, null, false, List.of("web")));
        assertThrows(MalformedBytes.class, () -> RecordFile.decode(bytes));
    }
}
