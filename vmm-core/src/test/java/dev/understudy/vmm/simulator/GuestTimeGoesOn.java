package dev.understudy.vmm.simulator;

import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.replication.GuestTime;
import java.util.HashMap;
import java.util.Map;

/** In every history guest time never goes back, and it is never ahead of the time that has passed (rule Time). */
final class GuestTimeGoesOn implements Checker {
    private static final String PROMISE = "guest time";

    private final Simulator sim;
    private final Map<Replica, Long> newest = new HashMap<>();

    GuestTimeGoesOn(Simulator sim) {
        this.sim = sim;
    }

    @Override
    public void copied(Replica owner, Replica backup) {
        newest.put(backup, newest.getOrDefault(owner, 0L));
    }

    @Override
    public void accepted(Replica backup, long sequence, LogEntry entry) {
        hear(backup, entry);
    }

    @Override
    public void appended(Replica owner, long sequence, LogEntry entry) {
        hear(owner, entry);
    }

    private void hear(Replica replica, LogEntry entry) {
        if (entry.event() instanceof Event.TimeRead read) {
            Long before = newest.put(replica, read.ticks());
            check(before == null || read.ticks() >= before, replica + " reads " + read.ticks() + " after " + before);
            long passed = sim.guest().guestTicks() + sim.time().now() / GuestTime.NANOS_PER_TICK;
            check(read.ticks() <= passed, replica + " reads " + read.ticks() + ", only " + passed + " have passed");
        }
    }

    private static void check(boolean kept, String broken) {
        if (!kept) {
            throw new Violation(PROMISE, broken);
        }
    }
}
