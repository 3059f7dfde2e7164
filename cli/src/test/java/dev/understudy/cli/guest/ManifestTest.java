package dev.understudy.cli.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {
    private static final GuestManifest MANIFEST = new GuestManifest(
            "Debian GNU/Linux 13 (trixie)",
            "6.12.1-riscv64",
            "console=ttyS0 x=\"a b\"",
            256 << 20,
            Stream.of(GuestManifest.Part.values())
                    .map(part -> new GuestManifest.PartFile(part, 1L << 33, "00ff"))
                    .toList(),
            List.of(new GuestManifest.Server("nginx", 80)),
            List.of(new GuestManifest.Installed("nginx", "1:1.26~x", "riscv64")));

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("guest.json");
        ManifestJson.write(MANIFEST, file);
    }

    private String problemWith(String what, String instead) throws IOException {
        String text = Files.readString(file);
        assertTrue(text.contains(what), text);
        Files.writeString(file, text.replace(what, instead));
        return assertThrows(IOException.class, () -> ManifestReader.read(file)).getMessage();
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        assertEquals(MANIFEST, ManifestReader.read(file));
    }

    @Test
    void fieldsOfLaterVersionsArePassedOver() throws IOException {
        String text = Files.readString(file);
        Files.writeString(file, text.replace("\"system\"", "\"new\" : { \"a\" : [ 1.5, null, true ] }, \"system\""));
        assertEquals(MANIFEST, ManifestReader.read(file));
    }

    @Test
    void whatLacksIsNamed() throws IOException {
        assertEquals("no text kernelRelease", problemWith("\"kernelRelease\"", "\"kernel-release\""));
    }

    @Test
    void aPartThatLacksIsNamed() throws IOException {
        assertEquals("initrd is no JSON object", problemWith("\"initrd\"", "\"ramdisk\""));
    }

    @Test
    void anotherSchemaIsNotGuessedAt() throws IOException {
        assertEquals(
                "the manifest is of schema 2, this program reads 1", problemWith("\"schema\" : 1", "\"schema\" : 2"));
    }

    @Test
    void halfAManifestIsNone() throws IOException {
        String text = Files.readString(file);
        for (int length = 0; length < text.length() - 1; length += 11) {
            Files.writeString(file, text.substring(0, length));
            assertThrows(IOException.class, () -> ManifestReader.read(file), "cut to " + length);
        }
    }
}
