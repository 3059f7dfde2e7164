package dev.understudy.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapngWriterTest {
    private static final long TIME = 1_767_225_600_123_456_789L; // 2026-01-01T00:00:00.123456789Z

    @TempDir
    Path folder;

    @Test
    void blocksHaveTheLengthsTimesAndDirectionsThatWereWritten() throws IOException {
        assertEquals(
                List.of(
                        "section 1.0",
                        "interface 1 'web'",
                        "packet on 0 at " + TIME + ", 61 bytes, flags 2",
                        "interface 1 'db1'",
                        "packet on 1 at " + (TIME + 1) + ", 60 bytes, flags 1"),
                parse(capture()));
    }

    @Test
    void wiresharkReadsIt() throws Exception {
        Path file = Files.write(folder.resolve("a.pcapng"), capture());
        Process tshark;
        try {
            tshark = new ProcessBuilder("tshark", "-r", file.toString(), "-T", "fields", "-e", "frame.time_epoch")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "tshark is not installed");
            return;
        }
        String text = new String(tshark.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals("1767225600.123456789\n1767225600.123456790\n", text);
    }

    @Test
    void captureFileIsCompleteWhenClosed() throws IOException {
        Path file = folder.resolve("b.pcapng");
        CaptureFile capture = new CaptureFile(file, () -> TIME);
        for (int i = 0; i < 1000; i++) {
            capture.frame("web", true, new byte[60]);
        }
        capture.close();
        assertEquals(1002, parse(Files.readAllBytes(file)).size());
        assertEquals(0, capture.leftOut());
    }

    private static byte[] capture() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PcapngWriter writer = new PcapngWriter(out);
        int web = writer.addInterface("web");
        writer.packet(web, TIME, true, new byte[61]);
        int database = writer.addInterface("db1");
        writer.packet(database, TIME + 1, false, new byte[60]);
        return out.toByteArray();
    }

    private static List<String> parse(byte[] bytes) {
        List<String> blocks = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            int start = in.position();
            int type = in.getInt();
            int total = in.getInt();
            assertTrue(total % 4 == 0 && total >= 12, "total length " + total);
            assertEquals(total, in.getInt(start + total - 4));
            blocks.add(
                    switch (type) {
                        case 0x0a0d0d0a -> {
                            assertEquals(0x1a2b3c4d, in.getInt());
                            yield "section " + in.getShort() + "." + in.getShort();
                        }
                        case 1 -> {
                            int link = in.getShort();
                            byte[] name = new byte[in.getShort(start + 18)];
                            in.get(start + 20, name);
                            yield "interface " + link + " '" + new String(name, StandardCharsets.UTF_8) + "'";
                        }
                        case 6 -> {
                            int number = in.getInt();
                            long time = (long) in.getInt() << 32 | (in.getInt() & 0xffff_ffffL);
                            int length = in.getInt();
                            int flags = in.getInt(start + 28 + (length + 3 & ~3) + 4);
                            yield "packet on " + number + " at " + time + ", " + length + " bytes, flags " + flags;
                        }
                        default -> "unknown " + type;
                    });
            in.position(start + total);
        }
        return blocks;
    }
}
