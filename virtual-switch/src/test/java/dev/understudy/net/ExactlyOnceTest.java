package dev.understudy.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.replication.Arbiter.Answer;
import dev.understudy.vmm.replication.ClaimantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The VM's port over many random fail-overs. */
class ExactlyOnceTest extends PortInSimulatedTime {
    @Test
    void exactlyOnceBothWaysOverManyRandomFailOvers() {
        for (long seed = 0; seed < 300; seed++) {
            exactlyOnce(seed);
        }
    }

    /**
     * A machine whose inputs are logged now and then; whoever takes over knows what was logged, and issues again every
     * output since some point. Checked: inputs logged and outputs passed are 0, 1, 2, … with nothing lost or doubled.
     */
    private void exactlyOnce(long seed) {
        Random random = new Random(seed);
        World mine = new World();
        port = new VmPort("web", mine);
        List<Long> logged = new ArrayList<>();
        long delivered = 0;
        long produced = 0;
        for (int generation = 1; generation <= 6; generation++) {
            Replica owner = new Replica(new ClaimantId(9, generation));
            owner.attach(generation, logged.size(), 0);
            port.arbiterAnswered(
                    mine.tickets.get(mine.tickets.size() - 1), new Answer.State(generation, owner.id, null, false), 0);
            for (long again = Math.max(0, produced - random.nextInt(5)); again < produced; again++) {
                owner.frame(again, 'o');
            }
            int inbox = 0;
            List<Message.FrameIn> got = new ArrayList<>();
            for (int step = random.nextInt(40); step > 0; step--) {
                if (random.nextBoolean()) {
                    port.deliver(frame('i'), 0);
                    delivered++;
                }
                owner.writable = random.nextInt(4) != 0;
                port.writable(owner);
                got.clear();
                owner.received.forEach(m -> {
                    if (m instanceof Message.FrameIn in) {
                        got.add(in);
                    }
                });
                if (inbox < got.size() && random.nextBoolean()) {
                    logged.add(got.get(inbox++).number());
                }
                if (random.nextInt(3) == 0) {
                    port.taken(owner, random.nextInt(logged.size() + 1), 0);
                }
                if (random.nextInt(3) == 0) {
                    owner.frame(produced++, 'o');
                }
            }
            if (random.nextBoolean()) {
                port.linkLost(owner);
            }
        }
        for (int i = 0; i < logged.size(); i++) {
            assertEquals(i, logged.get(i), "seed " + seed);
        }
        assertTrue(logged.size() <= delivered, "seed " + seed);
        long outputs = mine.frames.stream()
                .filter(f -> Ethernet.type(f) != Ethernet.TYPE_RARP)
                .count();
        assertEquals(produced, outputs, "seed " + seed);
    }
}
