package dev.understudy.cli;

import dev.understudy.cli.counter.CounterClient;
import dev.understudy.cli.counter.CounterTally;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import picocli.CommandLine.Command;

/**
 * {@code understudy rehearse}: one fail-over with disk server, switch and backup in this process, so that at its end the JVM
 * can keep all classes that a replica, going live, would otherwise load and verify while clients wait. The launcher runs it
 * once after a build, with {@code -XX:ArchiveClassesAtExit}.
 */
@Command(name = "rehearse", hidden = true, description = "Go through a fail-over once, for the JVM's class archive.")
final class RehearseCommand implements Callable<Integer> {
    private static final String VM = "rehearsal";
    private static final long STEP_MILLIS = 30_000;
    private static final long LOOK_MILLIS = 10;
    private static final int INCREMENTS = 200;

    private Path folder;

    @Override
    public Integer call() throws Exception {
        folder = Files.createTempDirectory("understudy-rehearsal");
        try {
            writeSecret();
            play();
            return ExitCode.DONE;
        } finally {
            FileTree.delete(folder);
        }
    }

    private void play() throws IOException, InterruptedException {
        Path disk = folder.resolve("disk.img");
        inThisProcess(
                "disk",
                "disk",
                "--state",
                folder.resolve("state").toString(),
                "--export",
                VM + "=" + disk + ",1048576," + VM);
        long diskPort = await("disk", status -> true).number("port");
        String[] world = {"--disk", "127.0.0.1:" + diskPort};
        inThisProcess("switch", with(world, "switch", "--forward", "udp:127.0.0.1:0:10.0.2.15:7"));
        NodeStatus network = await("switch", status -> true);
        world = with(world, "--switch", "127.0.0.1:" + network.number("port"));
        List<String> primary = arguments("primary", with(world, "primary", VM, "--kernel=" + Demo.counterGuest()));
        try (ChildProcess child = new ChildProcess("primary", statusOf("primary"), primary, line -> {})) {
            long channel = await("primary", status -> status.number("channelPort") != 0)
                    .number("channelPort");
            inThisProcess("backup", with(world, "backup", VM, "--primary", "127.0.0.1:" + channel));
            await("primary", status -> status.flag("protected"));
            InetSocketAddress server = new InetSocketAddress("127.0.0.1", (int) network.number("forward.0"));
            count(server);
            child.kill();
            await("backup", status -> status.flag("live"));
            count(server);
        }
    }

    private static void count(InetSocketAddress server) throws IOException {
        try (CounterClient client = new CounterClient(CounterClient.Options.closedLoop(server, 2))) {
            CounterTally tally = client.run(INCREMENTS, Duration.ofMillis(STEP_MILLIS));
            if (tally.acknowledged() < INCREMENTS) {
                throw new IOException("only " + tally.acknowledged() + " of " + INCREMENTS + " were answered");
            }
        }
    }

    private void writeSecret() throws IOException {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        Path file = folder.resolve("secret");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, HexFormat.of().formatHex(secret));
    }

    private static String[] with(String[] world, String... first) {
        String[] all = Arrays.copyOf(first, first.length + world.length);
        System.arraycopy(world, 0, all, first.length, world.length);
        return all;
    }

    private List<String> arguments(String name, String... own) {
        List<String> all = new ArrayList<>(List.of(own));
        all.addAll(List.of(
                "--listen",
                "127.0.0.1:0",
                "--secret-file",
                folder.resolve("secret").toString()));
        all.addAll(List.of("--status", statusOf(name).toString(), ChildProcess.WITH_PARENT));
        return all;
    }

    private void inThisProcess(String name, String... own) {
        String[] arguments = arguments(name, own).stream()
                .filter(argument -> !argument.equals(ChildProcess.WITH_PARENT))
                .toArray(String[]::new);
        Thread thread = new Thread(() -> Understudy.commandLine().execute(arguments), name);
        thread.setDaemon(true);
        thread.start();
    }

    private Path statusOf(String name) {
        return folder.resolve(name + ".status");
    }

    private NodeStatus await(String name, Predicate<NodeStatus> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STEP_MILLIS);
        while (System.nanoTime() < deadline) {
            try {
                NodeStatus status = StatusSocket.ask(statusOf(name), LOOK_MILLIS * 100);
                if (wanted.test(status)) {
                    return status;
                }
            } catch (IOException e) {
                // not there yet
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        throw new CommandFailure(
                ExitCode.FAILED, "no rehearsal", name + " is not ready within " + STEP_MILLIS + " ms", "see above");
    }
}
