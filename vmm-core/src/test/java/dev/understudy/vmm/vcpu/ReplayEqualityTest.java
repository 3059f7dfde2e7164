package dev.understudy.vmm.vcpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.machine.Output;
import dev.understudy.vmm.rehearsal.Frames;
import dev.understudy.vmm.rehearsal.Guest;
import dev.understudy.vmm.rehearsal.LiveRehearsal;
import dev.understudy.vmm.rehearsal.RandomWorld;
import dev.understudy.vmm.rehearsal.Rehearsal;
import dev.understudy.vmm.rehearsal.Run;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A machine is a pure function of its initial state and its log. */
class ReplayEqualityTest {
    @ParameterizedTest
    @CsvSource({"timer, 50, 600000, 2500, false", "cpu, 50, 200000, 400, false", "counter, 60, 800000, 2500, true"})
    void replayOfALiveRunEndsInTheSameState(String guest, int seeds, long limit, int steps, boolean inputs) {
        long digests = 0;
        long replies = 0;
        for (int seed = 0; seed < seeds; seed++) {
            int given = seed;
            Run run = Rehearsal.of(Guest.named(guest))
                    .seed(seed)
                    .life(machine ->
                            new RandomWorld(given, new LiveRehearsal(machine, 1000, given), inputs).live(limit, steps))
                    .assertReplaysAlike();
            digests += run.entries().stream()
                    .filter(entry -> entry.event() instanceof Event.Digest)
                    .count();
            replies += run.outputs().stream()
                    .filter(output -> output instanceof Output.Frame frame && Frames.reply(frame.frame()) != null)
                    .count();
        }
        assertTrue(digests > 10L * seeds, () -> "nothing much was compared");
        assertEquals(inputs, replies > 0);
    }
}
