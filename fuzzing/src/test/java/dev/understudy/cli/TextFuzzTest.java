package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understudy.fuzzing.Script;
import dev.understudy.net.ForwardSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.TypeConversionException;

/** What people and other processes write: addresses, forwards, sizes, a process's status. The first byte says which. */
class TextFuzzTest {
    static Stream<Arguments> texts() {
        String status = new NodeStatus("primary")
                .put("generation", 3L)
                .put("live", true)
                .json();
        return Script.seeds(
                text(0, "127.0.0.1:7001"),
                text(0, "[::1]:0"),
                text(1, "udp:127.0.0.1:5007:10.0.2.15:7"),
                text(1, "udp:5007:7"),
                text(2, "128M"),
                text(2, "4096"),
                text(3, status));
    }

    private static byte[] text(int reader, String text) {
        return ((char) reader + text).getBytes(StandardCharsets.ISO_8859_1);
    }

    @MethodSource("texts")
    @FuzzTest
    void anyTextIsUnderstoodOrRefusedWithAWord(byte[] bytes) {
        Script script = new Script(bytes);
        int reader = script.u8() & 3;
        String text = new String(script.rest(), StandardCharsets.UTF_8);
        try {
            switch (reader) {
                case 0 -> {
                    HostPort read = new HostPort.Converter().convert(text);
                    assertTrue(!read.host().isEmpty() && read.port() >= 0 && read.port() <= 65535);
                    assertEquals(read, new HostPort.Converter().convert(read.toString()));
                }
                case 1 -> {
                    ForwardSpec read = ForwardSpec.parse(text);
                    assertEquals(read, ForwardSpec.parse(read.toString()));
                }
                case 2 -> assertTrue(new Sizes().convert(text) >= 0, "a size below zero");
                default -> {
                    NodeStatus status = NodeStatus.parse(text);
                    assertEquals(status.json(), NodeStatus.parse(status.json()).json());
                    assertNotNull(status.text("role"));
                    status.number("pid");
                    status.flag("live");
                }
            }
        } catch (TypeConversionException | IOException e) {
            assertNotNull(e.getMessage());
        } catch (IllegalArgumentException e) {
            assertEquals(1, reader, () -> "only forwards are refused so: " + e);
        }
    }
}
