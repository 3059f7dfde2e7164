package dev.understudy.cli;

import dev.understudy.cli.guest.GuestParts;
import dev.understudy.cli.tcp.Clients;
import dev.understudy.cli.tcp.RedisCounter;
import dev.understudy.cli.tcp.Talk;
import dev.understudy.net.ConsoleClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Debian and its redis in a pair, clients that keep their connections, a primary killed in mid-stream. */
final class RedisDemo {
    private static final String SERVING = "understudy: serving";
    private static final int REDIS_PORT = 6379;
    private static final long BOOT_MILLIS = 180_000;
    private static final int SCREEN_MAX = 1 << 20;

    private final Path folder;
    private final GuestParts guest;
    private final int clients;
    private final boolean plaintext;
    private final DemoStory story;
    private final StringBuffer screen = new StringBuffer();

    RedisDemo(Path folder, GuestParts guest, int clients, boolean plaintext, DemoStory story) {
        this.folder = folder;
        this.guest = guest;
        this.clients = clients;
        this.plaintext = plaintext;
        this.story = story;
    }

    /** @param atEnd as {@link DemoPair} takes it */
    RedisFacts play(int kills, int seconds, Runnable atEnd) throws IOException, InterruptedException {
        Path disk = folder.resolve("redis.img");
        DiskImages.copy(guest.rootDisk(), disk);
        PairSettings settings = new PairSettings(
                "demo-" + ProcessHandle.current().pid(),
                guest.arguments(),
                disk,
                0,
                List.of("tcp:127.0.0.1:0:10.0.2.15:" + REDIS_PORT),
                folder.resolve("frames.pcapng"),
                folder.resolve("state"),
                plaintext,
                List.of());
        try (DemoPair pair = new DemoPair(settings, folder, story, atEnd)) {
            pair.start();
            story.tell("Debian boots: firmware, kernel, redis");
            awaitService(pair);
            pair.awaitProtection();
            return count(pair, kills, seconds);
        }
    }

    private void awaitService(DemoPair pair) throws IOException, InterruptedException {
        ConsoleClient console = pair.pair().console(new Screen());
        try {
            if (!pair.pair().lookUntil(() -> screen.indexOf(SERVING) >= 0, BOOT_MILLIS)) {
                story.detail(screen.toString());
                throw new CommandFailure(
                        ExitCode.FAILED,
                        "the guest does not serve",
                        "its console did not say '" + SERVING + "' within " + BOOT_MILLIS / 1000 + " s",
                        "see its console with understudy run --guest");
            }
        } finally {
            console.close();
        }
    }

    private final class Screen implements ConsoleClient.Listener {
        @Override
        public void output(long number, byte[] data) {
            if (screen.length() < SCREEN_MAX) {
                screen.append(new String(data, StandardCharsets.ISO_8859_1));
            }
        }

        @Override
        public void reachable(boolean reachable, String reason) {}
    }

    private RedisFacts count(DemoPair pair, int kills, int seconds) throws IOException, InterruptedException {
        InetSocketAddress server = new InetSocketAddress("127.0.0.1", pair.forwardPort(0));
        List<RedisCounter> counters = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            counters.add(new RedisCounter(server, "demo:" + client));
        }
        try (Clients counting = Clients.start(counters)) {
            story.tell(clients + " clients send INCR, over TCP connections that stay open");
            pair.killRepeatedly(kills, seconds, () -> answered(counting));
            Talk talk = counting.stop();
            story.tell(answered(counting) + "; ending");
            return new RedisFacts(talk, pair.killGapsMillis(talk.gaps()), values(counters), witnessed(server));
        }
    }

    private static String answered(Clients clients) {
        return String.format(Locale.ROOT, "%,d requests answered", clients.answered());
    }

    private static long values(List<RedisCounter> counters) {
        return counters.stream().mapToLong(RedisCounter::value).sum();
    }

    /** By a connection that none of the clients had. */
    private long witnessed(InetSocketAddress server) throws IOException {
        long sum = 0;
        for (int client = 0; client < clients; client++) {
            try (RedisCounter witness = new RedisCounter(server, "demo:" + client)) {
                sum += witness.value();
            }
        }
        return sum;
    }
}
