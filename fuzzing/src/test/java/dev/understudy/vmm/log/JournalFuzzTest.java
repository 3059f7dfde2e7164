package dev.understudy.vmm.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understudy.fuzzing.Script;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A journal of any bytes. The first byte of a script: 0 the file as it is; 1 a good header and then blocks, each u8 count,
 * u16 length and so many bytes, with the right checksum unless the count's bit 7 is set.
 */
class JournalFuzzTest {
    private static Path file;

    static Stream<Arguments> journals() throws IOException {
        Path sample = Files.createTempDirectory("journal-fuzz").resolve("sample");
        try (JournalWriter writer = JournalWriter.create(sample, new byte[] {7, 7}, LogPosition.START)) {
            LogSamples.ENTRIES.forEach(writer::append);
        }
        byte[] whole = Files.readAllBytes(sample);
        byte[] entries = LogSamples.encode(LogSamples.ENTRIES);
        ByteWriter blocks = new ByteWriter(256).u8(1);
        blocks.u8(LogSamples.ENTRIES.size())
                .u16(entries.length)
                .raw(entries)
                .u8(0)
                .u16(0);
        return Script.seeds(
                new ByteWriter(256).u8(0).raw(whole).toByteArray(),
                new ByteWriter(256).u8(0).raw(whole, 0, whole.length - 20).toByteArray(),
                blocks.toByteArray());
    }

    @MethodSource("journals")
    @FuzzTest
    void anyFileIsNoJournalOrALegalLogThatEndsWithAWordAboutItsDamage(byte[] bytes) throws IOException {
        if (file == null) {
            file = Files.createTempDirectory("journal-fuzz").resolve("journal");
        }
        Script script = new Script(bytes);
        Files.write(file, script.u8() == 0 ? script.rest() : blocks(script));
        try (JournalReader reader = JournalReader.open(file)) {
            LogEncoder encoder = new LogEncoder(reader.start());
            ByteWriter out = new ByteWriter(256);
            while (reader.peek() != null) {
                assertTrue(reader.horizon() >= reader.peek().horizon());
                encoder.encode(reader.peek(), out); // throws if it may not follow
                reader.take();
            }
            assertTrue(reader.isSealed(), "a file ends");
            assertTrue(out.size() <= bytes.length * 2L, "more came out than was in it");
            assertEquals(true, !reader.isCorrupt() || reader.damage().isPresent());
        } catch (MalformedBytes e) {
            assertTrue(e.getMessage().length() < 2000);
        }
    }

    private static byte[] blocks(Script script) {
        ByteWriter out = new ByteWriter(1024);
        ByteWriter position = new ByteWriter(64);
        LogPosition.START.save(position);
        out.raw(JournalFile.MAGIC).u32(JournalFile.VERSION).u32(position.size()).u32(0);
        out.raw(position.toByteArray());
        CRC32C header = new CRC32C();
        header.update(out.buffer(), 0, out.size());
        out.u32((int) header.getValue());
        while (script.hasMore()) {
            int count = script.u8();
            byte[] entries = script.bytes(script.u16());
            byte[] head =
                    new ByteWriter(8).u32(entries.length).u32(count & 0x7f).toByteArray();
            int checksum = JournalFile.blockChecksum(head, 0, entries, 0, entries.length);
            out.raw(head).u32((count & 0x80) != 0 ? checksum + 1 : checksum).raw(entries);
        }
        return out.toByteArray();
    }
}
