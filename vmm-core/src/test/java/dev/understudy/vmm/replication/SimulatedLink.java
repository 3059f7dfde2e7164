package dev.understudy.vmm.replication;

/** One connection between two replicas: a stream each way, with delay; it may stand still, one way too, or end. */
final class SimulatedLink {
    private static final Object END = new Object();

    private final class Direction {
        private final SimulatedReplica to;
        private long lastArrival;
        private long blockedUntil;
        private long cutAt = Long.MAX_VALUE;
        private boolean closed;

        private Direction(SimulatedReplica to) {
            this.to = to;
        }

        private void send(Object frame) {
            if (closed) {
                return;
            }
            long arrival = Math.max(sim.now(), blockedUntil) + sim.delay(20, 2_000);
            lastArrival = Math.max(arrival, lastArrival);
            long when = lastArrival;
            sim.at(when, to, () -> deliver(frame, when));
        }

        private void deliver(Object frame, long when) {
            if (to.link() != SimulatedLink.this || (when > cutAt && frame != END)) {
                return;
            }
            if (frame == END) {
                to.lost(SimulatedLink.this);
            } else {
                to.receive(frame);
            }
        }

        private void end(boolean truncate) {
            if (truncate && lastArrival > sim.now()) {
                cutAt = sim.now() + sim.below((int) Math.min(Integer.MAX_VALUE, lastArrival - sim.now()));
                lastArrival = cutAt;
            }
            send(END);
            closed = true;
        }
    }

    private final Simulation sim;
    private final Direction toPrimary;
    private final Direction toBackup;

    SimulatedLink(Simulation sim, SimulatedReplica primary, SimulatedReplica backup) {
        this.sim = sim;
        toPrimary = new Direction(primary);
        toBackup = new Direction(backup);
    }

    void send(SimulatedReplica from, Object frame) {
        away(from).send(frame);
    }

    /** {@code from} closes; the other end hears so after what was sent before. A crash may lose some of that. */
    void close(SimulatedReplica from, boolean crash) {
        away(from).end(crash);
    }

    /** Nothing sent by {@code from} arrives before then. */
    void block(SimulatedReplica from, long until) {
        away(from).blockedUntil = until;
    }

    private Direction away(SimulatedReplica from) {
        return from == toPrimary.to ? toBackup : toPrimary;
    }
}
