package dev.understudy.vmm.simulator;

import dev.understudy.vmm.replication.ExitReason;

/**
 * Whether nobody is left who could go on with the life: its owner is dead, and there was no backup that was named, or that
 * died as well. A cold start would follow. What clients were told must be on the disk all the same.
 */
final class Loss {
    /** After so long nothing that was still on its way can change it. */
    private static final long SETTLED = 3_000 * VirtualTime.MILLI;

    private final Simulator sim;
    private long since = Long.MAX_VALUE;

    Loss(Simulator sim) {
        this.sim = sim;
    }

    /** For so long that it will stay so. To be asked again and again. */
    boolean isForGood() {
        if (!isNow()) {
            since = Long.MAX_VALUE;
            return false;
        }
        since = Math.min(since, sim.time().now());
        return sim.time().now() - since > SETTLED;
    }

    /** The owner is gone, and so is the one who might have followed it; or it never had one. */
    boolean isNow() {
        Replica owner = sim.owner();
        boolean gone = !owner.isAlive() && (owner.ended() == null || owner.ended() == ExitReason.HANDED_OVER);
        if (!gone) {
            return false;
        }
        if (sim.disk().record().openedFor() == null) {
            return true;
        }
        Replica named = sim.replica(sim.disk().record().openedFor());
        if (named.isAlive()) {
            return false;
        }
        boolean killed = named.ended() == null;
        return killed || named.ended() == ExitReason.DIVERGED || wasNamedTooLate(named);
    }

    /** It had asked, and was refused, before the open arrived; and perhaps the arbiter forgot that in a crash. */
    private static boolean wasNamedTooLate(Replica named) {
        return named.ended() == ExitReason.LOST_CLAIM;
    }
}
