package dev.understudy.cli.hosts;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.cli.DebianDisk;
import java.io.IOException;
import java.nio.file.Path;

/** Debian with redis and nginx in the counter's place: TCP in place of UDP, and a disk that it was built with. */
final class DebianOnHosts implements HostGuest {
    static final int REDIS_PORT = 26379;
    static final int WEB_PORT = 28080;

    private final Path guests;

    /** @param guests the folder of guests with debian in it */
    DebianOnHosts(Path guests) {
        this.guests = guests;
    }

    @Override
    public void furnish(Path folder) throws IOException {
        DebianDisk.copy(guests, folder.resolve("host-c/web.img"));
    }

    @Override
    public String typed(String line) {
        return line.startsWith("understudy disk")
                ? instead(line, "web=web.img,1M,web", "web=web.img,,web")
                : line.startsWith("understudy switch")
                        ? instead(
                                instead(
                                        line,
                                        "udp:0.0.0.0:5007:10.0.2.15:7 ",
                                        "tcp:0.0.0.0:" + REDIS_PORT + ":10.0.2.15:6379 "),
                                "udp:0.0.0.0:5009:10.0.2.15:9 ",
                                "tcp:0.0.0.0:" + WEB_PORT + ":10.0.2.15:80 ")
                        : line.startsWith("understudy primary")
                                ? instead(line, "--kernel counter.elf", "--guest debian --guests '" + guests + "'")
                                : line;
    }

    private static String instead(String line, String words, String others) {
        assertTrue(line.contains(words), () -> "the README does not say '" + words + "': " + line);
        return line.replace(words, others);
    }

    @Override
    public Class<?> clients() {
        return DebianClients.class;
    }

    @Override
    public void judgeDisk(Path image, long last) throws Exception {
        DebianDisk.judge(image, image.resolveSibling("extracted"));
    }
}
