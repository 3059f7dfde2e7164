package dev.understudy.vmm.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.isa.interpreter.Interpreter;
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
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A replica's ways to the world, before anybody owns the life. */
class CablesTest implements ReplicaHost.Announcer {
    private static final int MUCH = 100;

    private final List<String> said = new ArrayList<>();
    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
    private NetworkPort.Listener network;

    @AfterEach
    void end() {
        loop.shutdownNow();
    }

    private void connect() {
        new Cables(
                new ReplicaHost(
                        "vm",
                        new ClaimantId(1, 1),
                        FailureLimits.DEFAULT,
                        Interpreter::new,
                        loop,
                        Runnable::run,
                        () -> 0,
                        new Random(1)::nextBytes,
                        null,
                        null,
                        listener -> null,
                        listener -> {
                            network = listener;
                            return null;
                        },
                        this,
                        Rule.ALL),
                (disk, reachable) -> {});
    }

    private void reachable(boolean reachable, String reason) {
        network.reachable(reachable, reason);
        CompletableFuture.runAsync(() -> {}, loop).join(); // what was given to the loop has run
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
}
