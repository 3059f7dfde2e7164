package dev.understudy.vmm.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.isa.interpreter.Interpreter;
import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.host.BlockStore;
import dev.understudy.vmm.host.NetworkPort;
import dev.understudy.vmm.log.DivergenceReport;
import dev.understudy.vmm.replication.ClaimantId;
import dev.understudy.vmm.replication.ExitReason;
import dev.understudy.vmm.replication.FailureLimits;
import dev.understudy.vmm.replication.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A replica's ways to the world, before anybody owns the life. */
class CablesTest implements ReplicaHost.Announcer {
    private static final int MUCH = 100;

    private final List<String> said = new ArrayList<>();
    private final List<String> world = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
    private NetworkPort.Listener network;

    @AfterEach
    void end() {
        loop.shutdownNow();
    }

    private void connect() {
        connect(listener -> null);
    }

    private void connect(Function<BlockStore.Listener, BlockStore> disk) {
        new Cables(
                new ReplicaHost(
                        "vm",
                        new ClaimantId(1, 1),
                        FailureLimits.DEFAULT,
                        Interpreter::new,
                        loop,
                        null,
                        Runnable::run,
                        () -> 0,
                        new Random(1)::nextBytes,
                        null,
                        null,
                        disk,
                        listener -> {
                            network = listener;
                            return null;
                        },
                        this,
                        Rule.ALL),
                (diskReachable, switchReachable) -> world.add(diskReachable + " " + switchReachable));
    }

    private void reachable(boolean reachable, String reason) {
        network.reachable(reachable, reason);
        awaitLoop();
    }

    /** What was given to the loop has run. */
    private void awaitLoop() {
        CompletableFuture.runAsync(() -> {}, loop).join();
    }

    /** A primary without disk or switch would not yield to a backup that is believed to miss the disk. */
    @Test
    void aDiskThatIsReachedBeforeItsClientIsThereIsReachable() {
        connect(listener -> {
            listener.reachable(true, 0);
            awaitLoop();
            return new IdleDisk();
        });
        reachable(true, "");
        assertEquals("true true", world.get(world.size() - 1));
    }

    @Test
    void noDiskIsMissedWhereThereIsNone() {
        connect();
        reachable(true, "");
        assertEquals("true true", world.get(world.size() - 1));
    }

    @Test
    void attemptsThatFailInTurnInTwoWaysAreSaidOnceAnOutage() {
        connect();
        for (int attempt = 0; attempt < MUCH; attempt++) {
            reachable(false, "timed out");
            reachable(false, "no route");
        }
        assertEquals(2, said.size(), said::toString);
        reachable(true, "");
        reachable(false, "timed out");
        assertEquals(3, said.size(), said::toString);
    }

    @Test
    void anOutageWithEverNewReasonsEndsInSilence() {
        connect();
        for (int attempt = 0; attempt < MUCH; attempt++) {
            reachable(false, "reason " + attempt);
        }
        assertTrue(said.size() > 0 && said.size() < 10, said::toString);
    }

    @Override
    public void say(String line) {
        said.add(line);
    }

    @Override
    public void live(long generation, PrimaryRole role) {}

    @Override
    public void diverged(DivergenceReport report, byte[] snapshot) {}

    @Override
    public void ended(ExitReason reason, int exitCode, String message) {}

    /** Nobody asks it anything. */
    private static final class IdleDisk implements BlockStore {
        @Override
        public long capacity() {
            return 0;
        }

        @Override
        public void submit(DiskRequest request) {}

        @Override
        public void close() {}
    }
}
