package dev.understudy.vmm.role;

import dev.understudy.vmm.log.DivergenceReport;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.rehearsal.Frames;
import dev.understudy.vmm.rehearsal.Guest;
import dev.understudy.vmm.replication.ClaimantId;
import dev.understudy.vmm.replication.ExitReason;
import dev.understudy.vmm.replication.FailureLimits;
import dev.understudy.vmm.replication.PrimaryPhase;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * The replicas of one counter, their arbiter, disk, switch and clients in one thread and in simulated time. A seed decides
 * who moves next. Clients have one plain increment each outstanding and never repeat one.
 */
final class Troupe {
    private static final long STEP_NANOS = 20_000;
    private static final int CLIENTS = 4;

    /** A process. */
    final class Replica implements ReplicaHost.Announcer {
        final ClaimantId id;
        final HandLoop loop = new HandLoop(() -> nanos);
        final List<String> said = new ArrayList<>();
        HandRunner runner;
        FakeDisk.Connection diskConnection;
        FakeSwitch.Port port;
        PrimaryRole primary;
        BackupRole backup;
        FakeLink link;
        ExitReason ended;
        DivergenceReport divergence;
        boolean dead;

        Replica(int number) {
            id = new ClaimantId(number, number);
        }

        ReplicaHost host() {
            Random entropy = new Random(id.low());
            return new ReplicaHost(
                    "vm",
                    id,
                    FailureLimits.DEFAULT,
                    loop,
                    Runnable::run,
                    () -> nanos,
                    entropy::nextBytes,
                    (name, inbox, failed) -> runner = new HandRunner(failed),
                    arbiter.connection(id),
                    listener -> diskConnection = disk.connect(listener),
                    listener -> port = network.connect(listener),
                    this);
        }

        void kill() {
            dead = true;
            diskConnection.die();
            port.close();
        }

        @Override
        public void say(String line) {
            said.add(line);
        }

        @Override
        public void live(long generation, PrimaryRole role) {
            primary = role;
        }

        @Override
        public void diverged(DivergenceReport report, byte[] snapshot) {
            divergence = report;
        }

        @Override
        public void ended(ExitReason reason, int exitCode, String message) {
            ended = reason;
            said.add(message);
        }
    }

    private final Random random;
    private final FakeArbiter arbiter;
    private final FakeDisk disk;
    private final FakeSwitch network;
    private final Machine machine;
    private final List<Replica> replicas = new ArrayList<>();
    private final List<Long> values = new ArrayList<>();
    private final Map<Long, Integer> outstanding = new TreeMap<>();
    private final int wanted;
    private long nonce;
    private long nanos;
    private FakeLink link;

    /** A primary, booting. */
    Troupe(long seed, int increments) {
        random = new Random(seed);
        wanted = increments;
        disk = new FakeDisk(Guest.DISK_BYTES, random);
        network = new FakeSwitch(this::fromGuest);
        Replica first = new Replica(1);
        arbiter = new FakeArbiter(first.id, generation -> disk.fence(generation));
        machine = Guest.named("counter").machine();
        first.primary = PrimaryRole.boot(first.host(), 1, size -> machine);
        replicas.add(first);
    }

    // ---- the clients ------------------------------------------------------------------------------------------------

    private void clients() {
        if (nonce < wanted && outstanding.size() < CLIENTS && random.nextInt(4) == 0) {
            outstanding.put(nonce, (int) nonce);
            network.send(Frames.increment(1, nonce));
            nonce++;
        }
    }

    private void fromGuest(byte[] frame) {
        Frames.Reply reply = Frames.reply(frame);
        if (reply != null) {
            if (outstanding.remove(reply.nonce()) == null) {
                throw new AssertionError("answered twice: " + reply);
            }
            values.add(reply.value());
        }
    }

    /** The values answered, in the order in which clients saw them. */
    List<Long> values() {
        return values;
    }

    // ---- time passes ------------------------------------------------------------------------------------------------

    /** Moves on until {@code done}. */
    void until(String what, BooleanSupplier done) {
        for (int i = 0; i < 400_000; i++) {
            if (done.getAsBoolean()) {
                return;
            }
            step();
        }
        StringBuilder text = new StringBuilder("never happened: " + what + "; " + values.size() + " answers\n");
        replicas.forEach(one -> text.append(one.id).append(' ').append(one.said).append('\n'));
        throw new AssertionError(text.append(network.console()));
    }

    void step() {
        nanos += STEP_NANOS;
        Replica one = replicas.get(random.nextInt(replicas.size()));
        if (!one.dead) {
            switch (random.nextInt(3)) {
                case 0 -> one.runner.step();
                case 1 -> one.loop.step();
                default -> one.port.step();
            }
        }
        if (link != null) {
            for (int i = random.nextInt(4); i > 0; i--) {
                link.deliverToBackup();
            }
            for (int i = random.nextInt(4); i > 0; i--) {
                link.deliverToPrimary();
            }
        }
        disk.step();
        clients();
    }

    // ---- what the test orders ---------------------------------------------------------------------------------------

    Replica replica(int number) {
        return replicas.get(number - 1);
    }

    Replica owner() {
        return replicas.stream()
                .filter(one -> one.id.equals(arbiter.owner()))
                .findFirst()
                .orElseThrow();
    }

    /** A new process joins the present owner. */
    Replica join() {
        Replica primary = owner();
        Replica joining = new Replica(replicas.size() + 1);
        replicas.add(joining);
        joining.backup = new BackupRole(joining.host());
        link = new FakeLink(primary.primary, joining.backup, joining.id);
        joining.link = link;
        joining.backup.begin(link.backupEnd);
        return joining;
    }

    void killOwner() {
        owner().kill();
        link.primaryDied();
    }

    void killBackup(Replica backup) {
        backup.kill();
        link.backupDied();
    }

    boolean isProtected() {
        Replica owner = owner();
        return !owner.dead && owner.primary != null && owner.primary.phase() == PrimaryPhase.PROTECTED;
    }

    FakeLink link() {
        return link;
    }

    FakeArbiter arbiter() {
        return arbiter;
    }

    FakeDisk disk() {
        return disk;
    }

    FakeSwitch network() {
        return network;
    }

    /** The counter's newest record: two places of eight sectors, see the guest's record.h. */
    long valueOnDisk() {
        ByteBuffer bytes = ByteBuffer.wrap(disk.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        int newest = bytes.getLong(16) > bytes.getLong(4096 + 16) ? 0 : 4096;
        return bytes.getLong(newest + 24);
    }

    /** The disk has answered the first primary, whose machine still waits. */
    boolean hasAnswerNotLogged() {
        long id = replica(1).diskConnection.newestAnswer();
        return machine.pendingDisk().stream().anyMatch(request -> request.id() == id);
    }

    boolean allAnswered() {
        return values.size() == wanted;
    }
}
