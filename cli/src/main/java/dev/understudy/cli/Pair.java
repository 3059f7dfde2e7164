package dev.understudy.cli;

import dev.understudy.net.ConsoleClient;
import dev.understudy.net.ForwardSpec;
import dev.understudy.net.PasstEndpoint;
import dev.understudy.net.SwitchEndpoint;
import dev.understudy.net.TapSpec;
import dev.understudy.vmm.identity.PeerIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A VM's processes on this host: disk server, switch, and replicas. It starts them, watches them, starts again what is
 * missing (a backup; disk server and switch on their old ports), and ends them all. One thread uses it, but for {@link
 * #close}.
 */
public final class Pair implements AutoCloseable {
    /** Name of the switch's process. */
    static final String SWITCH = "switch";

    /** The file in the run folder that the processes know each other by; none in plaintext. */
    static final String SECRET = "secret";

    private static final String SILENCE_LIMIT = "--silence-limit=";
    private static final long START_MILLIS = 30_000;
    private static final long LOOK_MILLIS = 25;
    /** Between two starts of a disk server or switch that ends by itself, and two questions whether the backup is live. */
    private static final long SELDOM_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final PairSettings settings;
    private final RunFolder run;
    private final Consumer<String> say;
    private final List<ChildProcess> replicas = new CopyOnWriteArrayList<>();
    /** All that run, in the order of their starts. Guarded by this. */
    private final List<ChildProcess> children = new ArrayList<>();

    /** With the host ports that they have, once the switch runs. */
    private final List<ForwardSpec> forwards = new ArrayList<>();
    /** Beside the switch: its crash breaks no TCP connection. Null before it is started. */
    private volatile TcpForwards tcp;

    /** Null for none. */
    private TapSpec tap;

    private RunLock lock;
    private ChildProcess disk;
    private ChildProcess network;
    private int diskPort;
    private int switchPort;
    private int replicaCount;
    private ChildProcess owner;
    private ChildProcess backup;
    private boolean keepsSpare;
    /** Stands by as the next backup; null while there is none. */
    private ChildProcess spare;

    private ReplicaEnd lastEnd;
    private long worldStartedNanos;
    private long askedNanos;
    private volatile boolean closing;

    /** @param say hears one line at a time, on any thread */
    public Pair(PairSettings settings, RunFolder run, Consumer<String> say) {
        this.settings = settings;
        this.run = run;
        this.say = say;
    }

    /**
     * Keeps a process ready to be the next backup, from when the pair is protected: of the time without protection after a
     * failure most is the start of a process. Before {@link #startReplicas}.
     */
    public void keepSpare() {
        keepsSpare = true;
    }

    /** Plugs a TAP device into the guest's network. Before {@link #startWorld}. */
    void plug(TapSpec device) {
        tap = device;
    }

    /** Starts disk server and switch. */
    public void startWorld() throws IOException, InterruptedException {
        lock = RunLock.take(run, settings.vm());
        if (!settings.plaintext()) {
            writeSecret();
        }
        disk = spawn("disk", diskArguments());
        diskPort = (int) awaitStatus(disk, status -> true).number("port");
        tcp = new TcpForwards(
                settings.forwards().stream().map(ForwardSpec::parse).toList(), ExitCode.HOST_LACKS, say);
        forwards.addAll(tcp.forwards());
        network = spawn(SWITCH, switchArguments());
        NodeStatus status = awaitStatus(network, any -> true);
        switchPort = (int) status.number("port");
        for (int i = 0; i < forwards.size(); i++) {
            forwards.set(i, forwards.get(i).withHostPort((int) status.number("forward." + i)));
        }
        worldStartedNanos = System.nanoTime();
    }

    /** Starts the replicas; returns when the guest runs and a backup is on its way. */
    public void startReplicas() throws IOException, InterruptedException {
        owner = spawnPrimary(true);
        awaitStatus(owner, Pair::isLive);
        startBackup();
    }

    /** Starts a replica as a cold start; {@code takeOver}: vouching that none of this VM lives. */
    ChildProcess spawnPrimary(boolean takeOver) throws IOException {
        return spawnReplica("primary", primaryArguments(takeOver));
    }

    private void writeSecret() throws IOException {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        Path file = secretFile();
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, HexFormat.of().formatHex(secret));
    }

    private Path secretFile() throws IOException {
        return run.of(settings.vm()).resolve(SECRET);
    }

    private List<String> diskArguments() {
        List<String> arguments = new ArrayList<>(List.of(
                "disk",
                "--listen",
                "127.0.0.1:" + diskPort,
                "--state",
                settings.state().toString()));
        if (settings.disk() == null) {
            arguments.addAll(List.of("--vm", settings.vm()));
        } else {
            String size = settings.diskBytes() == 0 ? "" : Long.toString(settings.diskBytes());
            arguments.addAll(
                    List.of("--export", settings.vm() + "=" + settings.disk() + "," + size + "," + settings.vm()));
        }
        settings.both().stream()
                .filter(limit -> limit.startsWith(SILENCE_LIMIT))
                .forEach(limit -> arguments.add("--failure-limit=" + limit.substring(SILENCE_LIMIT.length())));
        return arguments;
    }

    private List<String> switchArguments() {
        List<String> arguments = new ArrayList<>(
                List.of("switch", "--listen", "127.0.0.1:" + switchPort, "--disk", "127.0.0.1:" + diskPort));
        for (ForwardSpec forward : forwards) {
            arguments.addAll(List.of("--forward", forward.toString()));
        }
        for (PasstEndpoint passt : tcp.passts()) {
            arguments.addAll(List.of(PasstOptions.RUNNING, PasstOptions.text(passt)));
        }
        if (tap != null) {
            arguments.addAll(List.of("--tap", tap.toString()));
        }
        if (settings.capture() != null) {
            arguments.addAll(List.of("--capture", settings.capture().toString()));
        }
        return arguments;
    }

    private List<String> primaryArguments(boolean takeOver) {
        List<String> arguments = new ArrayList<>(List.of("primary", settings.vm()));
        if (takeOver) {
            arguments.add("--take-over");
        }
        arguments.addAll(settings.guest());
        arguments.addAll(replicaArguments());
        return arguments;
    }

    private List<String> replicaArguments() {
        List<String> arguments = new ArrayList<>(List.of(
                "--listen", "127.0.0.1:0", "--disk", "127.0.0.1:" + diskPort, "--switch", "127.0.0.1:" + switchPort));
        if (settings.disk() == null) {
            arguments.add("--no-export");
        }
        arguments.addAll(settings.both());
        return arguments;
    }

    private void startBackup() throws IOException {
        NodeStatus status = owner.status();
        if (status == null || status.number("channelPort") == 0) {
            return; // it is going down: the next look tells
        }
        String primary = "127.0.0.1:" + status.number("channelPort");
        backup = spare != null && isTaken(primary)
                ? spare
                : spawnReplica("backup", backupArguments("--primary=" + primary));
        spare = null;
    }

    private List<String> backupArguments(String whom) {
        List<String> arguments = new ArrayList<>(List.of("backup", settings.vm(), whom));
        arguments.addAll(replicaArguments());
        return arguments;
    }

    private boolean isTaken(String primary) {
        try {
            spare.tell(primary);
        } catch (IOException e) {
            say.accept(spare.name() + ", which stood by, is gone: " + e.getMessage());
            return false;
        }
        say.accept(spare.name() + ", which stood by, joins as backup");
        replicas.add(spare);
        return true;
    }

    private void keepSpareReady() throws IOException {
        if (keepsSpare && (spare == null || !spare.isAlive())) {
            spare = spawn("replica-" + ++replicaCount, backupArguments("--stand-by"));
            say.accept(spare.name() + " starts to stand by, pid " + spare.pid());
        }
    }

    private ChildProcess spawnReplica(String role, List<String> arguments) throws IOException {
        String name = "replica-" + ++replicaCount;
        ChildProcess replica = spawn(name, arguments);
        say.accept(name + " starts as " + role + ", pid " + replica.pid());
        replicas.add(replica);
        return replica;
    }

    /** Nothing starts behind {@link #close}, which nobody would end. */
    private synchronized ChildProcess spawn(String name, List<String> arguments) throws IOException {
        if (closing) {
            throw stopped();
        }
        Path status = run.statusOf(settings.vm(), name);
        Files.deleteIfExists(status);
        Files.deleteIfExists(ReplicaEnd.fileOf(status));
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("--status", status.toString(), ChildProcess.WITH_PARENT));
        if (settings.plaintext()) {
            all.add("--plaintext");
        } else {
            all.addAll(List.of("--secret-file", secretFile().toString()));
        }
        ChildProcess child = new ChildProcess(
                name, status, all, line -> say.accept(name + ": " + line.replaceFirst("^understudy: ", "")));
        children.removeIf(former -> !former.isAlive());
        children.add(child);
        return child;
    }

    private static CommandFailure stopped() {
        return new CommandFailure(
                ExitCode.FAILED, "stopped", "it was told to end while it was starting", "start it again");
    }

    private NodeStatus awaitStatus(ChildProcess child, Predicate<NodeStatus> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MILLIS);
        while (System.nanoTime() < deadline) {
            NodeStatus status = child.status();
            if (status != null && wanted.test(status)) {
                return status;
            }
            if (closing) {
                throw stopped();
            }
            if (!child.isAlive()) {
                throw new CommandFailure(
                        child.exitCode() == 0 ? ExitCode.FAILED : child.exitCode(),
                        child.name() + " ended at its start",
                        "exit code " + child.exitCode() + ", see its lines above",
                        "mend that and start again");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        throw new CommandFailure(
                ExitCode.FAILED,
                child.name() + " did not start",
                "no status within " + START_MILLIS + " ms",
                "see its lines above");
    }

    private static boolean isLive(NodeStatus status) {
        return status.flag("live");
    }

    // ---- watching ---------------------------------------------------------------------------------------------------

    /**
     * One look at the processes: who owns the VM, who died, what is missing. False when nobody lives any more, or all is
     * being closed.
     */
    boolean look() throws IOException {
        if (closing) {
            return false;
        }
        startWorldAgain();
        for (ChildProcess replica : replicas) {
            if (!replica.isAlive()) {
                replicas.remove(replica);
                ended(replica);
            }
        }
        if (backup != null && (owner == null || isTimeToAsk())) {
            promote();
        }
        if (owner != null && backup == null && lastEnd == null) {
            startBackup();
        }
        return !replicas.isEmpty();
    }

    private void startWorldAgain() throws IOException {
        if (System.nanoTime() - worldStartedNanos < SELDOM_NANOS) {
            return;
        }
        if (!disk.isAlive()) {
            sayStartingAgain(disk);
            disk = spawn("disk", diskArguments());
        }
        if (!network.isAlive()) {
            sayStartingAgain(network);
            network = spawn(SWITCH, switchArguments());
        }
    }

    private void sayStartingAgain(ChildProcess child) {
        say.accept(child.name() + " ended with code " + child.exitCode() + " and is started again");
        worldStartedNanos = System.nanoTime();
    }

    /** A primary that stands still is no longer the owner, though its process is there. */
    private boolean isTimeToAsk() {
        if (System.nanoTime() - askedNanos < SELDOM_NANOS) {
            return false;
        }
        askedNanos = System.nanoTime();
        return true;
    }

    private void ended(ChildProcess replica) throws IOException {
        ReplicaEnd end = ReplicaEnd.read(run.statusOf(settings.vm(), replica.name()));
        Files.deleteIfExists(run.statusOf(settings.vm(), replica.name()));
        Files.deleteIfExists(ReplicaEnd.fileOf(run.statusOf(settings.vm(), replica.name())));
        say.accept(replica.name() + " ended: " + (end == null ? "killed or crashed" : end.message()));
        if (end != null && end.isGuests()) {
            lastEnd = end;
        }
        if (replica == owner) {
            owner = null;
        } else if (replica == backup) {
            backup = null;
        }
    }

    private void promote() throws IOException {
        NodeStatus status = backup.status();
        if (status != null && isLive(status)) {
            owner = backup;
            backup = null;
            say.accept(owner.name() + " is the primary now, generation " + status.number("generation"));
        } else if (status != null && status.flag("armed")) {
            keepSpareReady();
        }
    }

    /** Looks until {@code done}, or the time is over, or nobody lives. True if done. */
    public boolean lookUntil(BooleanSupplier done, long millis) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > deadline || !look()) {
                return done.getAsBoolean();
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return true;
    }

    /** A crash of the owner would be survived now. */
    public boolean isProtected() {
        NodeStatus status = owner == null ? null : owner.status();
        return status != null && status.flag("protected");
    }

    /** Null while nobody is known to own the VM. */
    public ChildProcess owner() {
        return owner;
    }

    /** Null while there is none. */
    public ChildProcess backup() {
        return backup;
    }

    /** Null while nobody stands by. */
    ChildProcess spare() {
        return spare;
    }

    ChildProcess disk() {
        return disk;
    }

    ChildProcess network() {
        return network;
    }

    /** {@link #close} was called: what ends now was meant to. */
    boolean isClosing() {
        return closing;
    }

    /** The host port of the forward with that index in the settings; it stays when the switch is started again. */
    public int forwardPort(int index) {
        return forwards.get(index).hostPort();
    }

    /** How the guest ended its life, null while it has not. */
    ReplicaEnd guestEnd() {
        return lastEnd;
    }

    /** A watcher of the guest's console. */
    ConsoleClient console(ConsoleClient.Listener listener) throws IOException {
        PeerIdentity identity =
                settings.plaintext() ? null : PeerIdentity.fromSecret(PeerIdentity.readSecret(secretFile()));
        return new ConsoleClient(
                new SwitchEndpoint("127.0.0.1", switchPort, identity, settings.plaintext()), settings.vm(), listener);
    }

    /** Ends all children, the backup before the primary, whose death it would take for a crash. Any thread. */
    @Override
    public void close() {
        closing = true;
        closeOnce();
    }

    private synchronized void closeOnce() {
        List<ChildProcess> last = new ArrayList<>(); // the owner, and behind it what it needs
        for (ChildProcess child : new ChildProcess[] {owner, network, disk}) {
            if (child != null) {
                last.add(child);
            }
        }
        children.removeAll(last);
        children.addAll(last);
        children.forEach(ChildProcess::close);
        if (tcp != null) {
            tcp.close();
        }
        forgetSpare();
        if (lock != null) {
            lock.close();
            removeSecret();
        }
    }

    /** A signal ends it without ceremony while it stands by. */
    private void forgetSpare() {
        try {
            if (spare != null) {
                Files.deleteIfExists(run.statusOf(settings.vm(), spare.name()));
            }
        } catch (IOException e) {
            say.accept("a status socket is left behind: " + e.getMessage());
        }
    }

    private void removeSecret() {
        try {
            Files.deleteIfExists(secretFile());
        } catch (IOException e) {
            say.accept("the secret could not be removed: " + e.getMessage());
        }
    }
}
