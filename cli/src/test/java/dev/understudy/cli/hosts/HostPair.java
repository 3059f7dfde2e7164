package dev.understudy.cli.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A guest in a pair on hosts of their own, started by the README's lines; clients that count on a fourth host. Bounds are
 * generous: they end a test that hangs, and judge nothing.
 */
final class HostPair implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 90_000;
    private static final Path ROOT = root();
    /** How a replica that lives speaks. */
    private static final Pattern OWNER = Pattern.compile("primary web gen (\\d+): (live, |generation |PROTECTED)");

    private final Path folder;
    private final Hosts hosts;
    private final List<ReadmeCommands.Typed> readme = ReadmeCommands.read(ROOT.resolve("README.md"));
    private final Map<String, String> environment = new HashMap<>();
    private final ConcurrentLinkedQueue<String> said = new ConcurrentLinkedQueue<>();
    private final List<HostProcess> servers = new ArrayList<>();
    private final List<HostProcess> replicas = new ArrayList<>();
    private final List<HostProcess> wire = new ArrayList<>();
    private final String switchHost;
    private final HostGuest guest;
    private HostProcess clients;
    private volatile long acknowledged;
    private volatile long last = -1;
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();

    /** No process runs yet. */
    HostPair(Path folder, String switchHost, HostGuest guest) throws IOException {
        this.folder = folder;
        this.switchHost = switchHost;
        this.guest = guest;
        hosts = Hosts.open("host-a", "host-b", "host-c", "host-d");
    }

    /** The counter, protected, and nobody counts yet. */
    static HostPair start(Path folder) throws Exception {
        return start(folder, "host-c");
    }

    /** @param switchHost where the switch runs instead of the README's host-c */
    static HostPair start(Path folder, String switchHost) throws Exception {
        HostPair pair = new HostPair(folder, switchHost, new CounterOnHosts(ROOT));
        try {
            pair.startServers();
            pair.startReplicas();
            return pair;
        } catch (Exception | AssertionError e) {
            pair.close();
            throw new AssertionError(pair.story(), e);
        }
    }

    /** Disk server and switch. */
    void startServers() throws Exception {
        furnish();
        servers.add(type("disk", "understudy disk"));
        servers.add(type("switch", "understudy switch"));
        awaitSaid("disk: serves");
        awaitSaid("switch: serves");
    }

    /** Before {@link #startReplicas}. What it is told is typed. @param screen hears the guest's lines */
    HostProcess attachConsole(String host, Consumer<String> screen) throws IOException {
        String line = "exec timeout 900 " + java(folder.resolve("hosts"), "dev.understudy.cli.Understudy")
                + " console web --switch " + switchHost + ":7100 --secret-file secret";
        HostProcess console = new HostProcess(
                hosts.host(host).namespace(), "console", line, folder.resolve(host), environment, screen);
        servers.add(console);
        return console;
    }

    /** Until the pair is protected. */
    void startReplicas() throws Exception {
        replicas.add(type("primary", "understudy primary"));
        replicas.add(type("backup", "understudy backup web --primary host-a"));
        awaitSaid(": PROTECTED", 1);
        assertTrue(said.stream().noneMatch(line -> line.matches("host-b: .* primary web.*")), this::story);
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("guests/counter/counter.elf"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    // ---- the hosts' furniture ---------------------------------------------------------------------------------------

    private void furnish() throws Exception {
        for (String host : List.of("host-a", "host-b", "host-c", "host-d")) {
            Files.createDirectories(folder.resolve(host));
        }
        guest.furnish(folder);
        Path names = Files.write(folder.resolve("hosts"), hosts.names());
        Path launcher = Files.createDirectories(folder.resolve("bin")).resolve("understudy");
        Files.writeString(
                launcher,
                "#!/bin/sh\nexec " + java(names, "dev.understudy.cli.Understudy") + " \"$@\" --with-parent\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        environment.put("PATH", launcher.getParent() + ":" + System.getenv("PATH"));
        environment.put("UNDERSTUDY_SILENCE_LIMIT", "2000");
        environment.put("UNDERSTUDY_STALL_LIMIT", "4000");

        HostProcess secret = type("secret", "head");
        await("the secret is made", () -> !secret.isAlive());
        assertEquals(0, secret.exitCode());
        for (String host : List.of("host-a", "host-b", "host-d")) {
            Files.copy(
                    folder.resolve("host-c/secret"),
                    folder.resolve(host + "/secret"),
                    java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /** This Java with its flags, where hosts have {@code names}. */
    static String java(Path names, String program) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("-X"))
                .forEach(words::add);
        words.add("-Djdk.net.hosts.file=" + names);
        words.add("-cp");
        words.add("'" + System.getProperty("java.class.path") + "'");
        words.add(program);
        return String.join(" ", words);
    }

    /** Runs the first of the README's lines that begins so, where it says. */
    private HostProcess type(String name, String begin) throws IOException {
        ReadmeCommands.Typed typed =
                readme.stream().filter(line -> line.is(begin)).findFirst().orElseThrow();
        String host = typed.is("understudy switch") ? switchHost : typed.host();
        String line = guest.typed(typed.line()).replace("host-c:7100", switchHost + ":7100");
        return run(name, host, typed.is("understudy") ? "exec " + line : line, text -> said.add(host + ": " + text));
    }

    /** @param hears each line that it says, from a thread of its own */
    private HostProcess run(String name, String host, String line, Consumer<String> hears) throws IOException {
        said.add(host + "$ " + line);
        return new HostProcess(hosts.host(host).namespace(), name, line, folder.resolve(host), environment, hears);
    }

    /** A new backup on {@code host}, by the README's line for it. */
    HostProcess startBackup(String host) throws IOException {
        String other = host.equals("host-a") ? "host-b" : "host-a";
        HostProcess backup = type("backup-" + replicas.size(), "understudy backup web --primary " + other);
        replicas.add(backup);
        return backup;
    }

    // ---- who is who -------------------------------------------------------------------------------------------------

    Host host(String name) {
        return hosts.host(name);
    }

    Hosts hosts() {
        return hosts;
    }

    /** That began as one. */
    HostProcess primary() {
        return replicas.get(0);
    }

    HostProcess backup() {
        return replicas.get(1);
    }

    Stream<HostProcess> replicas() {
        return replicas.stream();
    }

    // ---- the wire between the replicas ------------------------------------------------------------------------------

    /** From now on what host-a sends and gets passes a wire that has a {@link #weather}. */
    void putBadWire() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/net/tun")), "no delays: the kernel has no /dev/net/tun");
        assumeTrue(
                new ProcessBuilder("sh", "-c", "command -v socat >/dev/null")
                                .start()
                                .waitFor()
                        == 0,
                "no delays: socat is not installed");
        String hub = hosts.hub();
        for (String end : List.of("left", "right")) {
            int port = end.equals("left") ? BadWire.LEFT_PORT : BadWire.RIGHT_PORT;
            wire.add(runInHub(
                    "tap-" + end,
                    "exec socat TUN,tun-type=tap,tun-name=" + end + ",iff-no-pi UDP4-DATAGRAM:127.0.0.1:" + port
                            + ",bind=127.0.0.1:" + (port + 1)));
        }
        wire.add(runInHub("wire", "exec " + java(folder.resolve("hosts"), BadWire.class.getName())));
        awaitSaid("hub: carries");
        Iproute.ip("-n", hub, "link", "add", "far", "type", "bridge");
        Iproute.ip("-n", hub, "link", "set", "far", "up");
        Iproute.ip("-n", hub, "link", "set", "left", "master", "far", "up");
        Iproute.ip("-n", hub, "link", "set", "right", "master", "bridge", "up");
        Iproute.ip("-n", hub, "link", "set", host("host-a").port(), "master", "far");
    }

    private HostProcess runInHub(String name, String line) throws IOException {
        return new HostProcess(hosts.hub(), name, line, folder, environment, text -> said.add("hub: " + text));
    }

    /** What happens to a frame between host-a and host-b; those to and from other hosts pass at once. */
    void weather(long delayMicros, long jitterMicros, int lostPerMille) throws Exception {
        String now = host("host-a").address() + " " + host("host-b").address() + " " + delayMicros + " " + jitterMicros
                + " " + lostPerMille;
        wire.get(wire.size() - 1).tell(now);
        awaitSaid("hub: now " + now);
    }

    /** TCP connections of that host that the disk server's host believes in. */
    long diskConnectionsOf(String name) {
        try {
            return Iproute.ip(
                            "netns",
                            "exec",
                            host("host-c").namespace(),
                            "ss",
                            "-Htn",
                            "state",
                            "established",
                            "sport",
                            "=",
                            ":10809",
                            "dst",
                            host(name).address())
                    .lines()
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- clients ----------------------------------------------------------------------------------------------------

    /** Clients on host-d send increments, each once; returns when some are acknowledged. */
    void startCounting() throws Exception {
        String program = java(folder.resolve("hosts"), guest.clients().getName());
        clients = run("clients", "host-d", "exec " + program + " " + switchHost, this::heardOfClients);
        countOn();
    }

    private void heardOfClients(String line) {
        if (line.startsWith("acknowledged ")) {
            acknowledged = Long.parseLong(line.substring("acknowledged ".length()));
        } else {
            said.add("host-d: " + line);
            if (line.startsWith("last ")) {
                last = Long.parseLong(line.substring("last ".length()));
            } else if (!line.startsWith("longest-gap ")) {
                faults.add(line);
            }
        }
    }

    long acknowledged() {
        return acknowledged;
    }

    /** Returns when the service has acknowledged fifty more, or a client has seen something wrong. */
    void countOn() throws Exception {
        long enough = acknowledged + 50;
        await("more increments are acknowledged", () -> acknowledged >= enough || !faults.isEmpty());
        assertEquals(List.of(), List.copyOf(faults), this::story);
    }

    /** Ends clients and pair: nothing was lost or repeated, the disk holds the last value, each generation had one owner. */
    void stopCountingAndJudge() throws Exception {
        stopCounting();
        endAndJudge();
    }

    void stopCounting() throws Exception {
        clients.tell("stop");
        await("the last replies come", () -> !clients.isAlive() && last >= 0);
    }

    void endAndJudge() throws Exception {
        endProcesses();
        assertEquals(List.of(), List.copyOf(faults), this::story);
        assertTrue(acknowledged > 0);
        guest.judgeDisk(folder.resolve("host-c/web.img"), last);
        assertOneOwnerAGeneration();
    }

    private void assertOneOwnerAGeneration() {
        Map<String, Set<String>> owners = new HashMap<>();
        for (String line : said) {
            Matcher owner = OWNER.matcher(line);
            if (owner.find()) {
                owners.computeIfAbsent(owner.group(1), generation -> new HashSet<>())
                        .add(line.substring(0, line.indexOf(':')));
            }
        }
        assertTrue(owners.containsKey("1"), this::story);
        owners.forEach((generation, names) ->
                assertEquals(1, names.size(), () -> "generation " + generation + "\n" + story()));
    }

    // ---- what is waited for -----------------------------------------------------------------------------------------

    boolean hasSaid(String words) {
        return count(words) > 0;
    }

    private long count(String words) {
        return said.stream().filter(line -> line.contains(words)).count();
    }

    void awaitSaid(String words) throws Exception {
        awaitSaid(words, 1);
    }

    /** Lines with these words, from the beginning. */
    void awaitSaid(String words, int times) throws Exception {
        await("somebody says '" + words + "' " + times + " times", () -> count(words) >= times);
    }

    /** That it does not own the VM any more: it asked itself, or disk or switch told it. */
    void awaitLoserSaysWhy() throws Exception {
        await(
                "the loser says why",
                () -> Stream.of(
                                "generation 2 is not ours",
                                "the arbiter names another owner in generation 2",
                                "does not own generation 1",
                                "generation 1 is over: 2 attached")
                        .anyMatch(this::hasSaid));
    }

    /** Also waits for its last lines. */
    void awaitEnd(HostProcess process, int exitCode) throws Exception {
        await(process.name() + " ends", () -> !process.isAlive());
        assertEquals(exitCode, process.exitCode(), this::story);
    }

    void await(String what, BooleanSupplier done) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                fail("waited in vain: " + what + "\n" + story());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    String story() {
        return String.join("\n", said);
    }

    // ---- the end ----------------------------------------------------------------------------------------------------

    private void endProcesses() {
        if (clients != null) {
            clients.close();
        }
        // The live one last: a backup would take its end for a crash.
        replicas.stream().filter(replica -> !isLive(replica)).forEach(HostProcess::close);
        replicas.forEach(HostProcess::close);
        servers.forEach(HostProcess::close);
        wire.forEach(HostProcess::close);
    }

    /** Ends all by SIGTERM; fails if one does not end, or does not close everything. */
    void assertAllEndInOrder() throws Exception {
        List<HostProcess> all = new ArrayList<>(replicas);
        all.addAll(servers);
        for (HostProcess process : all) {
            process.terminate();
        }
        await("all end", () -> all.stream().noneMatch(HostProcess::isAlive));
        assertFalse(hasSaid("without having closed"), this::story);
        assertFalse(hasSaid("while ending"), this::story);
    }

    private static boolean isLive(HostProcess replica) {
        try {
            return replica.isAlive() && replica.status().flag("live");
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        endProcesses();
        hosts.close();
    }
}
