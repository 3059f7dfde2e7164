package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.cli.guest.GuestParts;
import dev.understudy.cli.guest.GuestsFolder;
import dev.understudy.cli.tcp.Clients;
import dev.understudy.cli.tcp.Conversation;
import dev.understudy.cli.tcp.RedisCounter;
import dev.understudy.cli.tcp.Talk;
import dev.understudy.cli.tcp.WebReader;
import dev.understudy.net.ConsoleClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;

/** Debian, redis and nginx in a pair of real processes, TCP by passt, and clients that keep their connections. */
final class DebianPair implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 150_000;
    private static final int REDIS_CLIENTS = 3;
    private static final int WEB_CLIENTS = 2;

    private final Path disk;
    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private final StringBuffer screen = new StringBuffer();
    private final Pair pair;
    private final List<RedisCounter> counters = new ArrayList<>();
    private ConsoleClient console;
    private Clients clients;

    private DebianPair(Path folder, GuestParts guest) throws IOException {
        disk = folder.resolve("shop.img");
        DiskImages.copy(guest.rootDisk(), disk);
        pair = new Pair(
                new PairSettings(
                        "shop",
                        guest.arguments(),
                        disk,
                        0,
                        List.of("tcp:127.0.0.1:0:10.0.2.15:6379", "tcp:127.0.0.1:0:10.0.2.15:80"),
                        null,
                        folder.resolve("state"),
                        false,
                        List.of(CounterPair.LIMITS)),
                new RunFolder(folder.resolve("run")),
                said::add);
    }

    /** Powered on; its console is read. */
    static DebianPair start(Path folder, Path guests) throws Exception {
        DebianPair debian = new DebianPair(folder, new GuestsFolder(guests).parts("debian"));
        try {
            debian.pair.startWorld();
            debian.console = debian.pair.console(debian.new Screen());
            debian.pair.startReplicas();
            debian.awaitProtected();
            return debian;
        } catch (Exception | AssertionError e) {
            debian.close();
            throw new AssertionError(debian.story(), e);
        }
    }

    private final class Screen implements ConsoleClient.Listener {
        @Override
        public void output(long number, byte[] data) {
            screen.append(new String(data, StandardCharsets.ISO_8859_1));
        }

        @Override
        public void reachable(boolean reachable, String reason) {
            said.add("console: " + (reachable ? "there" : reason));
        }
    }

    ChildProcess owner() {
        return pair.owner();
    }

    ChildProcess disk() {
        return pair.disk();
    }

    String screen() {
        return screen.toString();
    }

    void awaitOnScreen(String words) throws Exception {
        await("the console says '" + words + "'", () -> screen.indexOf(words) >= 0);
    }

    void awaitProtected() throws Exception {
        await("the pair is protected", () -> owner() != null && owner().isAlive() && pair.isProtected());
    }

    void awaitOwnerOtherThan(ChildProcess former) throws Exception {
        await("another replica owns the VM", () -> owner() != null && owner() != former);
    }

    void await(String what, BooleanSupplier done) throws Exception {
        assertTrue(pair.lookUntil(done, PATIENCE_MILLIS), () -> "waited in vain: " + what + "\n" + story());
    }

    private String story() {
        return String.join("\n", said) + "\n" + screen;
    }

    // ---- clients ----------------------------------------------------------------------------------------------------

    private InetSocketAddress redis() {
        return new InetSocketAddress("127.0.0.1", pair.forwardPort(0));
    }

    void startClients() throws Exception {
        List<Conversation> conversations = new ArrayList<>();
        for (int client = 0; client < REDIS_CLIENTS; client++) {
            counters.add(new RedisCounter(redis(), "visits:" + client));
        }
        conversations.addAll(counters);
        for (int client = 0; client < WEB_CLIENTS; client++) {
            conversations.add(new WebReader(new InetSocketAddress("127.0.0.1", pair.forwardPort(1))));
        }
        clients = Clients.start(conversations);
        serveOn();
    }

    /** Returns when a hundred more requests are answered, or a client has seen something wrong. */
    void serveOn() throws Exception {
        long enough = clients.answered() + 100;
        await(
                "more requests are answered",
                () -> clients.answered() >= enough || !clients.faults().isEmpty());
        assertEquals(List.of(), clients.faults(), this::story);
    }

    /** Ends the clients: no connection ended, no answer was wrong, and redis has what was acknowledged, nothing else. */
    void stopClientsAndJudge() throws Exception {
        Talk talk = clients.stop();
        assertEquals(List.of(), talk.faults(), this::story);
        for (int client = 0; client < REDIS_CLIENTS; client++) {
            try (RedisCounter witness = new RedisCounter(redis(), "visits:" + client)) {
                assertEquals(counters.get(client).value(), witness.value());
            }
        }
        clients.close();
    }

    // ---- its end ----------------------------------------------------------------------------------------------------

    /** By the console. */
    void powerOff() throws Exception {
        console.type("\n".getBytes(StandardCharsets.US_ASCII));
        awaitOnScreen("~ #");
        console.type("poweroff\n".getBytes(StandardCharsets.US_ASCII));
        pair.lookUntil(() -> false, PATIENCE_MILLIS);
        assertTrue(pair.guestEnd() != null, this::story);
        assertEquals(0, pair.guestEnd().exitCode(), this::story);
    }

    void judgeDisk(Path folder) throws Exception {
        DebianDisk.judge(disk, folder);
    }

    @Override
    public void close() throws IOException {
        if (console != null) {
            console.close();
        }
        pair.close();
        if (clients != null) {
            clients.close();
        }
    }
}
