package dev.understudy.vmm.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.host.NetworkPort;
import dev.understudy.vmm.log.DivergenceReport;
import dev.understudy.vmm.replication.ClaimantId;
import dev.understudy.vmm.replication.ExitReason;
import dev.understudy.vmm.replication.FailureLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A replica's ways to the world, before anybody owns the life. */
class CablesTest implements ReplicaHost.Announcer {
    private static final int MUCH = 100;

    private final List<String> said = new ArrayList<>();
    private final HandLoop loop = new HandLoop(() -> 0);
    private NetworkPort.Listener network;

    private void connect() {
        FakeSwitch cable = new FakeSwitch(frame -> {});
        new Cables(
                new ReplicaHost(
                        "vm",
                        new ClaimantId(1, 1),
                        FailureLimits.DEFAULT,
                        loop,
                        Runnable::run,
                        () -> 0,
                        new Random(1)::nextBytes,
                        (name, inbox, failed) -> new HandRunner(failed),
                        new FakeArbiter(new ClaimantId(1, 1), generation -> {}).connection(new ClaimantId(1, 1)),
                        listener -> null,
                        listener -> {
                            network = listener;
                            return cable.connect(listener);
                        },
                        this),
                (disk, reachable) -> {});
    }

    private void reachable(boolean reachable, String reason) {
        network.reachable(reachable, reason);
        for (int i = 0; i < 4; i++) {
            loop.step();
        }
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
