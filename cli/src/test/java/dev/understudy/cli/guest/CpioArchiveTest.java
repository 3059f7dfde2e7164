package dev.understudy.cli.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CpioArchiveTest {
    @Test
    void headersNamesAndContentsArePaddedToFourBytes() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (CpioArchive archive = new CpioArchive(out, 0x6af5872c)) {
            archive.folder("dev");
            archive.characterDevice("dev/console", 0600, 5, 1);
            archive.file("init", 0755, "#!x\ny".getBytes(StandardCharsets.US_ASCII));
        }
        //       magic  inode    mode     user     group    links    time     bytes    device            rdevice
        //   name     sum
        String expected = "070701" + "00000001" + "000041ED" + "00000000" + "00000000" + "00000001" + "6AF5872C"
                + "00000000" + "00000000" + "00000000" + "00000000" + "00000000" + "00000004" + "00000000"
                + "dev\0" + "\0\0"
                + "070701" + "00000002" + "00002180" + "00000000" + "00000000" + "00000001" + "6AF5872C"
                + "00000000" + "00000000" + "00000000" + "00000005" + "00000001" + "0000000C" + "00000000"
                + "dev/console\0" + "\0\0"
                + "070701" + "00000003" + "000081ED" + "00000000" + "00000000" + "00000001" + "6AF5872C"
                + "00000005" + "00000000" + "00000000" + "00000000" + "00000000" + "00000005" + "00000000"
                + "init\0" + "\0" + "#!x\ny" + "\0\0\0"
                + "070701" + "00000000" + "00000000" + "00000000" + "00000000" + "00000001" + "00000000"
                + "00000000" + "00000000" + "00000000" + "00000000" + "00000000" + "0000000B" + "00000000"
                + "TRAILER!!!\0" + "\0\0\0";
        assertEquals(expected, out.toString(StandardCharsets.US_ASCII));
    }
}
