package dev.understudy.vmm.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.log.Event.Progress;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class JournalFileTest {
    private static final byte[] PREAMBLE = {1, 2, 3, 4, 5};

    @TempDir
    private Path folder;

    private Path record(List<LogEntry> log, int flushEvery) throws IOException {
        Path file = folder.resolve("journal-" + System.nanoTime());
        try (JournalWriter writer = JournalWriter.create(file, PREAMBLE, LogPosition.START)) {
            for (int i = 0; i < log.size(); i++) {
                assertEquals(i, writer.append(log.get(i)));
                if (i % flushEvery == flushEvery - 1) {
                    while (writer.isFull()) {
                        Thread.onSpinWait();
                    }
                    writer.flush();
                }
            }
        }
        return file;
    }

    private static List<LogEntry> readAll(JournalReader reader) {
        List<LogEntry> log = new ArrayList<>();
        while (reader.peek() != null) {
            assertTrue(reader.horizon() >= reader.peek().horizon());
            log.add(reader.peek());
            reader.take();
        }
        assertTrue(reader.isSealed());
        return log;
    }

    private static void assertPrefix(List<LogEntry> prefix, List<LogEntry> log) {
        assertTrue(prefix.size() <= log.size());
        for (int i = 0; i < prefix.size(); i++) {
            assertTrue(RandomLog.same(log.get(i), prefix.get(i)), "entry " + i);
        }
    }

    @Test
    void aRecordingComesBackWhole() throws IOException {
        List<LogEntry> log = RandomLog.entries(1, 20_000);
        try (JournalReader reader = JournalReader.open(record(log, 999))) {
            assertArrayEquals(PREAMBLE, reader.preamble());
            assertEquals(LogPosition.START, reader.start());
            List<LogEntry> back = readAll(reader);
            assertEquals(log.size(), back.size());
            assertPrefix(back, log);
            assertEquals(Optional.empty(), reader.damage());
            assertEquals(log.get(log.size() - 1).horizon(), reader.horizon());
        }
    }

    @Test
    void anEmptyRecordingIsSealedAtOnce() throws IOException {
        try (JournalReader reader = JournalReader.open(record(List.of(), 1))) {
            assertNull(reader.peek());
            assertTrue(reader.isSealed());
            assertEquals(0, reader.horizon());
            assertEquals(Optional.empty(), reader.damage());
        }
    }

    @Test
    void aRecorderThatIsNeverEmptiedReportsFullAndLosesNothing() throws IOException {
        List<LogEntry> log = new ArrayList<>();
        for (int i = 0; i < 1_000_000; i++) {
            log.add(new LogEntry(i, Phase.BEFORE, new Progress()));
        }
        try (JournalReader reader = JournalReader.open(record(log, Integer.MAX_VALUE))) {
            assertEquals(log.size(), readAll(reader).size());
        }
    }

    @Test
    void aTruncatedRecordingEndsWithItsLastWholeBlockAndSaysSo() throws IOException {
        List<LogEntry> log = RandomLog.entries(2, 60);
        byte[] whole = Files.readAllBytes(record(log, 10));
        Path cut = folder.resolve("cut");
        int shorter = 0;
        for (int length = 0; length < whole.length; length++) {
            Files.write(cut, Arrays.copyOf(whole, length));
            JournalReader reader;
            try {
                reader = JournalReader.open(cut);
            } catch (MalformedBytes e) {
                assertTrue(e.getMessage().contains("cut"), e.getMessage());
                continue;
            }
            try (reader) {
                List<LogEntry> prefix = readAll(reader);
                assertPrefix(prefix, log);
                assertEquals(0, prefix.size() % 10);
                assertTrue(reader.damage().isPresent(), "cut at " + length);
                shorter += prefix.size() < log.size() ? 1 : 0;
            }
        }
        assertTrue(shorter > 0);
    }

    @Test
    @Timeout(60)
    void whatWasFlushedSurvivesAKilledRecorder() throws IOException {
        Path file = folder.resolve("killed");
        Path left = folder.resolve("left");
        List<LogEntry> log = RandomLog.entries(5, 3);
        try (JournalWriter writer = JournalWriter.create(file, PREAMBLE, LogPosition.START)) {
            long empty = Files.size(file);
            log.forEach(writer::append);
            writer.flush();
            while (Files.size(file) == empty) {
                Thread.yield();
            }
            Files.copy(file, left);
        }
        try (JournalReader reader = JournalReader.open(left)) {
            assertPrefix(readAll(reader), log);
            assertEquals(log.get(2).horizon(), reader.horizon());
            assertTrue(reader.damage().orElseThrow().contains("without an end mark"));
        }
    }

    @Test
    void everyFlippedByteIsNoticed() throws IOException {
        List<LogEntry> log = RandomLog.entries(3, 40);
        byte[] whole = Files.readAllBytes(record(log, 10));
        Path broken = folder.resolve("broken");
        for (int at = 0; at < whole.length; at++) {
            byte[] bytes = whole.clone();
            bytes[at] ^= 0x41;
            Files.write(broken, bytes);
            try (JournalReader reader = JournalReader.open(broken)) {
                assertPrefix(readAll(reader), log);
                assertTrue(reader.damage().isPresent(), "flipped byte " + at);
            } catch (MalformedBytes e) {
                assertTrue(e.getMessage().contains("broken"), e.getMessage());
            }
        }
    }

    @Test
    void anUnknownVersionIsRefused() throws IOException {
        Path file = record(List.of(), 1);
        byte[] bytes = Files.readAllBytes(file);
        bytes[8] = 9;
        Files.write(file, bytes);
        MalformedBytes refusal = assertThrows(MalformedBytes.class, () -> JournalReader.open(file));
        assertTrue(refusal.getMessage().contains("version 9"), refusal.getMessage());
    }

    @Test
    void whatIsNoJournalIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("letter"), "Dear understudy, this is no journal at all.");
        MalformedBytes refusal = assertThrows(MalformedBytes.class, () -> JournalReader.open(file));
        assertTrue(refusal.getMessage().contains("no Understudy journal"), refusal.getMessage());
    }

    @Test
    void hostileLengthsAllocateNothing() throws IOException {
        Path file = record(List.of(), 1);
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 16, 20, (byte) 0x7f);
        Files.write(file, bytes);
        MalformedBytes refusal = assertThrows(MalformedBytes.class, () -> JournalReader.open(file));
        assertTrue(refusal.getMessage().contains("preamble"), refusal.getMessage());
    }

    @Test
    void bytesAfterTheEndMarkAreReported() throws IOException {
        Path file = record(RandomLog.entries(4, 5), 10);
        Files.write(file, new byte[] {1}, java.nio.file.StandardOpenOption.APPEND);
        try (JournalReader reader = JournalReader.open(file)) {
            assertEquals(5, readAll(reader).size());
            assertTrue(reader.damage().orElseThrow().contains("followed by more"));
        }
    }

    @Test
    void aRecordingIsNeverOverwritten() throws IOException {
        Path file = record(List.of(), 1);
        assertThrows(FileAlreadyExistsException.class, () -> JournalWriter.create(file, PREAMBLE, LogPosition.START));
    }
}
