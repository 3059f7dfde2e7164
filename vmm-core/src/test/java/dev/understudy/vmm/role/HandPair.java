package dev.understudy.vmm.role;

import dev.understudy.vmm.host.BlockStore;
import dev.understudy.vmm.log.DivergenceReport;
import dev.understudy.vmm.rehearsal.Frames;
import dev.understudy.vmm.rehearsal.Guest;
import dev.understudy.vmm.replication.ClaimantId;
import dev.understudy.vmm.replication.ExitReason;
import dev.understudy.vmm.replication.FailureLimits;
import dev.understudy.vmm.replication.PrimaryPhase;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** The counter's primary and one backup, in simulated time: everyone moves once a step, but for what a test holds still. */
final class HandPair {
    private static final long STEP_NANOS = 50_000;

    /** A process. */
    final class Member implements ReplicaHost.Announcer {
        final ClaimantId id;
        final HandLoop loop = new HandLoop(() -> nanos);
        final List<String> said = new ArrayList<>();
        HandRunner runner;
        FakeSwitch.Port port;
        PrimaryRole primary;
        BackupRole backup;
        ExitReason ended;
        boolean dead;
        boolean switchAway;

        Member(int number) {
            id = new ClaimantId(number, number);
        }

        private ReplicaHost host(UnaryOperator<BlockStore> wrap) {
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
                    listener -> {
                        listener.reachable(true, 0); // as a connection does that stands by
                        return wrap.apply(disk.connect(listener));
                    },
                    listener -> port = network.connect(listener),
                    this);
        }

        private void step() {
            if (!dead) {
                runner.step();
                loop.step();
                if (!switchAway) {
                    port.step();
                }
            }
        }

        void loseSwitch() {
            switchAway = true;
            if (primary != null) {
                primary.reachable(false, "no route");
            }
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
        public void diverged(DivergenceReport report, byte[] snapshot) {}

        @Override
        public void ended(ExitReason reason, int exitCode, String message) {
            ended = reason;
            said.add(message);
        }
    }

    final FakeArbiter arbiter;
    final FakeDisk disk = new FakeDisk(Guest.DISK_BYTES, new Random(1));
    final FakeSwitch network = new FakeSwitch(frame -> {});
    final Member first = new Member(1);
    final Member second = new Member(2);
    FakeLink link;
    boolean linkStandsStill;
    private long nanos;

    HandPair() {
        this(UnaryOperator.identity());
    }

    /** @param wrap between the first member and its disk */
    HandPair(UnaryOperator<BlockStore> wrap) {
        arbiter = new FakeArbiter(first.id, disk::fence);
        first.primary = PrimaryRole.boot(
                first.host(wrap), 1, size -> Guest.named("counter").machine());
    }

    /** Boots the guest and arms the backup. */
    HandPair protect() {
        boot();
        join();
        until("protected", () -> first.primary.phase() == PrimaryPhase.PROTECTED);
        return this;
    }

    void boot() {
        until("boot", () -> network.console().contains("counter: "));
    }

    void increment(long nonce) {
        network.send(Frames.increment(1, nonce));
    }

    void join() {
        second.backup = new BackupRole(second.host(UnaryOperator.identity()));
        link = new FakeLink(first.primary, second.backup, second.id);
        second.backup.begin(link.backupEnd);
    }

    void powerOff() {
        network.send(Frames.control("poweroff"));
    }

    void killFirst() {
        first.dead = true;
        first.port.close();
        link.primaryDied();
    }

    void step() {
        nanos += STEP_NANOS;
        first.step();
        if (link != null) {
            second.step();
            for (int i = 0; i < 8 && !linkStandsStill; i++) {
                link.deliverToBackup();
                link.deliverToPrimary();
            }
        }
        disk.step();
    }

    void until(String what, BooleanSupplier done) {
        for (int i = 0; i < 1_000_000; i++) {
            if (done.getAsBoolean()) {
                return;
            }
            step();
        }
        throw new AssertionError(
                "never happened: " + what + "\n" + first.said + "\n" + second.said + "\n" + network.console());
    }

    boolean isConsoleWhole() {
        return network.console().contains("counter: ends at value 0\n");
    }
}
