package dev.understudy.vmm.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.host.Inbox;
import dev.understudy.vmm.host.NetworkPort;
import dev.understudy.vmm.machine.Output;
import dev.understudy.vmm.replication.Rule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A live machine's way out, by hand. */
class WorldTest {
    /** Takes down what is sent. */
    private static final class Cable implements NetworkPort {
        final List<Long> sent = new ArrayList<>();

        @Override
        public void attach(long generation, long nextFrame, long nextInputByte) {}

        @Override
        public void sendFrame(long number, byte[] frame) {
            sent.add(number);
        }

        @Override
        public void sendConsole(long number, byte[] data) {}

        @Override
        public void taken(long nextFrame, long nextInputByte) {}

        @Override
        public void close() {}
    }

    private final ArrayDeque<Runnable> loop = new ArrayDeque<>();
    private final Inbox inbox = new Inbox(16);
    private final Cable cable = new Cable();
    private final World world =
            new World(loop::add, () -> 0, inbox, new DiskDriver(loop::add, inbox), cable, exitCode -> {}, Rule.ALL);

    private void runLoop() {
        while (!loop.isEmpty()) {
            loop.remove().run();
        }
    }

    /** A switch that confirms nothing stops the machine, not the other way round: nothing is forgotten. */
    @Test
    void whatTheSwitchHasNotConfirmedIsBoundedAndStopsTheVcpu() {
        long made = 0;
        while (!world.path().isFull()) {
            world.path().output(new Output.Frame(made, made, new byte[60]), made);
            made++;
            runLoop();
        }
        assertTrue(made > 2_048 && made <= 2_048 + 513, made + " frames");
        assertEquals(2_048, world.unconfirmed().size());
        assertFalse(world.hasRoom());

        world.confirmed(2_048, 0);
        runLoop();
        assertFalse(world.path().isFull());
        assertEquals(made, cable.sent.size());
        for (int i = 0; i < made; i++) {
            assertEquals(i, cable.sent.get(i));
        }
    }
}
