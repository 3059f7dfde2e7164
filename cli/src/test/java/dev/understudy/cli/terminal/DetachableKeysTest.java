package dev.understudy.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DetachableKeysTest {
    private int detached;

    private DetachableKeys typed(String keys) {
        return new DetachableKeys(
                new ByteArrayInputStream(keys.getBytes(StandardCharsets.ISO_8859_1)), () -> detached++);
    }

    @Test
    void keysInFrontOfTheDetachKeyAreInput() throws IOException {
        DetachableKeys keys = typed("ls\r\u001drm\r");
        assertEquals("ls\r", new String(keys.readNBytes(100), StandardCharsets.ISO_8859_1));
        assertEquals(1, detached);
    }

    @Test
    void nothingBehindTheDetachKeyIsInput() throws IOException {
        DetachableKeys keys = typed("\u001dx");
        assertEquals(-1, keys.read(new byte[4]));
        assertEquals(-1, keys.read(new byte[4]));
        assertEquals(-1, keys.read());
        assertEquals(1, detached);
    }

    @Test
    void withoutTheDetachKeyAllBytesAreInputControlCharactersToo() throws IOException {
        DetachableKeys keys = typed("\u0003\u0004\u001b[A\u00ff");
        assertEquals(3, keys.read());
        assertEquals("\u0004\u001b[A\u00ff", new String(keys.readAllBytes(), StandardCharsets.ISO_8859_1));
        assertEquals(0, detached);
    }
}
