package dev.understudy.vmm.simulator;

import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;
import java.util.HashMap;
import java.util.Map;

/** In every history that a replica lives through each frame is taken once, and none is left out (rule Numbered inputs). */
final class InputsOnce implements Checker {
    private final Simulator sim;
    private final Map<Replica, Long> next = new HashMap<>();

    InputsOnce(Simulator sim) {
        this.sim = sim;
    }

    @Override
    public void copied(Replica owner, Replica backup) {
        next.put(backup, next.getOrDefault(owner, 0L));
    }

    @Override
    public void accepted(Replica backup, long sequence, LogEntry entry) {
        if (entry.event() instanceof Event.FrameReceived frame) {
            next.put(backup, frame.number() + 1);
        }
    }

    @Override
    public void appended(Replica owner, long sequence, LogEntry entry) {
        if (entry.event() instanceof Event.FrameReceived frame) {
            long expected = next.getOrDefault(owner, 0L);
            boolean dropped = frame.number() > expected && sim.switchCrashes() > 0;
            if (frame.number() != expected && !dropped) {
                throw new Violation(
                        "inputs once", owner + " takes frame " + frame.number() + ", the next is " + expected);
            }
            next.put(owner, frame.number() + 1);
        }
    }
}
