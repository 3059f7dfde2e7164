package dev.understudy.benchmarks;

import dev.understudy.cli.guest.GuestParts;
import dev.understudy.cli.guest.GuestsFolder;
import dev.understudy.cli.tcp.RedisCounter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The guest named debian that {@code understudy guest build} made, with redis and nginx. */
final class Debian {
    static final String SERVING = "understudy: serving";
    static final int REDIS_PORT = 6379;
    static final int WEB_PORT = 80;

    private static final int ATTEMPTS = 200;

    private Debian() {}

    /** @param index of the argument that is the folder of guests; the user's if there is none */
    static GuestParts guest(String[] arguments, int index) {
        Path folder = arguments.length > index ? Path.of(arguments[index]) : GuestsFolder.ofUser(System.getenv());
        return new GuestsFolder(folder.toAbsolutePath()).parts("debian");
    }

    /** Of a pair: redis, then nginx. */
    static List<String> forwards() {
        return List.of("tcp:127.0.0.1:0:10.0.2.15:" + REDIS_PORT, "tcp:127.0.0.1:0:10.0.2.15:" + WEB_PORT);
    }

    /** Returns when redis answers. */
    static void awaitRedis(InetSocketAddress server) throws IOException, InterruptedException {
        IOException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                new RedisCounter(server, "there").close();
                return;
            } catch (IOException e) {
                last = e;
                TimeUnit.MILLISECONDS.sleep(500);
            }
        }
        throw new IOException("redis does not answer", last);
    }
}
