package dev.understudy.vmm.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understudy.fuzzing.Script;
import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A log of any bytes. */
class LogDecoderFuzzTest {
    static Stream<Arguments> logs() {
        return Script.seeds(LogSamples.encode(LogSamples.ENTRIES), new byte[0]);
    }

    @MethodSource("logs")
    @FuzzTest
    void whatIsDecodedIsALegalLogThatComesThroughTheCodecAsItWas(byte[] bytes) {
        List<LogEntry> entries = decode(bytes);
        long horizon = 0;
        for (LogEntry entry : entries) {
            assertTrue(entry.horizon() >= horizon, () -> "the horizon goes back: " + EntryText.line(entry));
            horizon = entry.horizon();
        }
        byte[] canonical = LogSamples.encode(entries);
        assertTrue(canonical.length <= bytes.length, "the encoder is the shortest");
        List<LogEntry> again = decode(canonical);
        assertEquals(lines(entries), lines(again));
        assertArrayEquals(canonical, LogSamples.encode(again));
    }

    private static List<LogEntry> decode(byte[] bytes) {
        LogDecoder decoder = new LogDecoder(LogPosition.START);
        ByteReader in = new ByteReader(bytes);
        List<LogEntry> entries = new ArrayList<>();
        try {
            while (in.remaining() > 0) {
                entries.add(decoder.decode(in));
                ByteWriter position = new ByteWriter(64);
                decoder.position().save(position);
                assertEquals(decoder.position(), LogPosition.restore(new ByteReader(position.toByteArray())));
            }
        } catch (MalformedBytes e) {
            assertTrue(e.getMessage().length() < 1000, "a message for people");
        }
        return entries;
    }

    private static List<String> lines(List<LogEntry> entries) {
        return entries.stream().map(EntryText::line).toList();
    }
}
