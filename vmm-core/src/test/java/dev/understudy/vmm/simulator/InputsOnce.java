package dev.understudy.vmm.simulator;

import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;
import java.util.HashMap;
import java.util.Map;

/** In every history that a replica lives through each frame and key is taken once, and none is left out (rule Numbered inputs). */
final class InputsOnce implements Checker {
    private final Simulator sim;
    private final Map<Replica, Long> nextFrame = new HashMap<>();
    private final Map<Replica, Long> nextKey = new HashMap<>();

    InputsOnce(Simulator sim) {
        this.sim = sim;
    }

    @Override
    public void copied(Replica owner, Replica backup) {
        nextFrame.put(backup, nextFrame.getOrDefault(owner, 0L));
        nextKey.put(backup, nextKey.getOrDefault(owner, 0L));
    }

    @Override
    public void accepted(Replica backup, long sequence, LogEntry entry) {
        if (entry.event() instanceof Event.FrameReceived frame) {
            nextFrame.put(backup, frame.number() + 1);
        } else if (entry.event() instanceof Event.ConsoleInput input) {
            nextKey.put(backup, input.number() + input.data().length);
        }
    }

    @Override
    public void appended(Replica owner, long sequence, LogEntry entry) {
        if (entry.event() instanceof Event.FrameReceived frame) {
            take(nextFrame, owner, "frame", frame.number(), 1);
        } else if (entry.event() instanceof Event.ConsoleInput input) {
            take(nextKey, owner, "key", input.number(), input.data().length);
        }
    }

    private void take(Map<Replica, Long> next, Replica owner, String what, long number, int count) {
        long expected = next.getOrDefault(owner, 0L);
        boolean dropped = number > expected && sim.switchCrashes() > 0;
        if (number != expected && !dropped) {
            throw new Violation("inputs once", owner + " takes " + what + " " + number + ", the next is " + expected);
        }
        next.put(owner, number + count);
    }

    /** Keys that the guest has heard in the history of {@code owner}. */
    long keysHeard(Replica owner) {
        return nextKey.getOrDefault(owner, 0L);
    }
}
