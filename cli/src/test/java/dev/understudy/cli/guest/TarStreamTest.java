package dev.understudy.cli.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads what the host's tar writes. */
class TarStreamTest {
    private static final String LONG = "a-name-that-is-long/".repeat(10) + "end";

    @TempDir
    Path folder;

    private byte[] tar(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "tar",
                "--create",
                "--file=-",
                "--sort=name",
                "--mtime=@1700000000",
                "--owner=web:33",
                "--group=web:34"));
        command.addAll(List.of(options));
        command.addAll(List.of("-C", folder.toString(), "."));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        byte[] bytes = process.getInputStream().readAllBytes();
        assertEquals(0, process.waitFor());
        return bytes;
    }

    private void files() throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("b")).resolve("text"), "x".repeat(1300));
        Files.createLink(folder.resolve("c"), folder.resolve("b/text"));
        Files.createSymbolicLink(folder.resolve("d"), Path.of("../" + LONG));
        Files.writeString(
                Files.createDirectories(folder.resolve(LONG).getParent()).resolve("end"), "");
    }

    private static List<String> list(byte[] tar) throws IOException {
        TarStream stream = new TarStream(new ByteArrayInputStream(tar));
        List<String> lines = new ArrayList<>();
        for (TarStream.Entry entry = stream.next(); entry != null; entry = stream.next()) {
            boolean onTheWay =
                    (LONG + "/").startsWith(entry.path() + "/") && !entry.path().equals(LONG);
            if (!entry.path().isEmpty() && !onTheWay) {
                lines.add(entry.type() + " " + entry.path() + " > " + entry.link() + " " + entry.user() + ":"
                        + entry.group() + " " + entry.bytes() + " " + entry.modified());
            }
        }
        return lines;
    }

    @Test
    void namesLinksOwnersAndSizesAreRead() throws Exception {
        files();
        assertEquals(
                List.of(
                        "REGULAR " + LONG + " >  33:34 0 1700000000",
                        "FOLDER b >  33:34 0 1700000000",
                        "REGULAR b/text >  33:34 1300 1700000000",
                        "HARD_LINK c > b/text 33:34 0 1700000000",
                        "SYMBOLIC_LINK d > ../" + LONG + " 33:34 0 1700000000"),
                list(tar("--format=gnu")));
    }

    @Test
    void namesInTwoPartsAreRead() throws Exception {
        Files.writeString(
                Files.createDirectories(folder.resolve(LONG).getParent()).resolve("end"), "");
        assertEquals(List.of("REGULAR " + LONG + " >  33:34 0 1700000000"), list(tar("--format=ustar")));
    }

    @Test
    void contentIsReadOrSkipped() throws Exception {
        files();
        TarStream stream = new TarStream(new ByteArrayInputStream(tar("--format=gnu")));
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (TarStream.Entry entry = stream.next(); entry != null; entry = stream.next()) {
            if (entry.path().equals("b/text")) {
                stream.copyTo(content);
            }
        }
        assertEquals("x".repeat(1300), content.toString(StandardCharsets.US_ASCII));
    }

    @Test
    void aPathThatLeadsOutIsRefused() throws Exception {
        files();
        byte[] tar = tar("--format=gnu", "--transform=s,b/text,b/../../etc,", "--exclude=c");
        IOException problem = assertThrows(IOException.class, () -> list(tar));
        assertEquals("the path 'b/../../etc' in a package leads elsewhere", problem.getMessage());
    }

    @Test
    void aFlippedBitInAHeaderIsSeen() throws Exception {
        files();
        byte[] tar = tar("--format=gnu");
        tar[3] ^= 1;
        assertThrows(IOException.class, () -> list(tar));
    }

    @Test
    void whatNoPackageHoldsIsRefused() throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("mkfifo", folder.resolve("pipe").toString())
                        .start()
                        .waitFor());
        assertThrows(IOException.class, () -> list(tar("--format=gnu")));
    }
}
