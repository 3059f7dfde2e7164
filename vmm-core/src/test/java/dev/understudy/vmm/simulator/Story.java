package dev.understudy.vmm.simulator;

import dev.understudy.vmm.replication.ExitReason;
import dev.understudy.vmm.replication.FailureLimits;
import dev.understudy.vmm.replication.PrimaryPhase;
import dev.understudy.vmm.replication.Rule;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One seed's whole story: a counter, its clients, spares that join, faults. Then the faults end, and everything that was
 * asked for must be answered and the pair protected again, unless the last replica died that could have gone on.
 */
final class Story {
    private static final FailureLimits QUICK = FailureLimits.ofMillis(20, 200, 600, 5_000);
    private static final long SETTLED = 3_000 * VirtualTime.MILLI;
    private static final long PATIENCE = 30_000 * VirtualTime.MILLI;

    private final Simulator sim;
    private final long seed;
    private boolean over;
    private boolean lost;
    private long lostSince = Long.MAX_VALUE;

    /** All rules on, told to nobody. */
    Story(long seed) {
        this(seed, Rule.ALL, WorldRule.ALL, null);
    }

    /** @param lines takes the story as it happens; may be null */
    Story(long seed, Set<Rule> rules, Set<WorldRule> worldRules, Consumer<String> lines) {
        this.seed = seed;
        sim = new Simulator(seed, seed % 4 == 3 ? FailureLimits.DEFAULT : QUICK, rules, worldRules, lines);
    }

    /** Throws {@link Violation} at the first broken promise. */
    void run() {
        VirtualTime time = sim.time();
        long window = 5 * sim.limits().silenceNanos();
        int thinkMicros = 1_000 << time.below(6);
        sim.clients().begin(1 + time.below(4), 20 + time.below(60), thinkMicros);
        spares();
        for (int faults = 1 + time.below(4); faults > 0; faults--) {
            time.at(time.below(window), null, this::fault);
        }
        sim.pass(window);
        endFaults();
        sim.within(PATIENCE, "all are answered", () -> sim.clients().areDone() || isLostForGood());
        sim.within(PATIENCE, "protected", () -> sim.isProtected() || isLostForGood());
        lost = isLost();
        sim.checkers().forEach(Checker::finished);
    }

    /** A spare is offered again and again, soon or late. */
    private void spares() {
        sim.time().after(sim.time().micros(1_000, 60_000), null, () -> {
            if (sim.offerSpare() && sim.time().oneIn(6)) {
                followUp(); // while it joins
            }
            spares();
        });
    }

    /** Misfortunes never come singly. */
    private void followUp() {
        sim.time().after(sim.time().below(30 * VirtualTime.MILLI), null, this::fault);
    }

    private void fault() {
        VirtualTime time = sim.time();
        if (over) {
            return;
        }
        if (time.oneIn(2)) {
            followUp();
        }
        Replica victim = time.oneIn(2)
                ? sim.owner()
                : sim.replicas().get(time.below(sim.replicas().size()));
        if (victim.isAlive()) {
            Fault fault = Fault.draw(time);
            long until = time.now() + time.below(3 * sim.limits().silenceNanos());
            sim.trace().tell(victim, "FAULT %s until %.3f ms", fault, until / 1e6);
            fault.strike(new Fault.Struck(sim, victim, until));
        }
    }

    private void endFaults() {
        over = true;
        sim.trace().tell(null, "the faults end");
        sim.replicas().forEach(SimulatedProcess::recover);
        sim.disk().process().recover();
        sim.switchServer().process().recover();
        sim.disk().arbiterAway(0);
        sim.network().healAll();
        sim.hook((process, crossing) -> {});
        sim.disk().startIfDown();
        sim.switchServer().startIfDown();
    }

    /** For so long that nothing which was still on its way can change it. */
    private boolean isLostForGood() {
        if (!isLost()) {
            lostSince = Long.MAX_VALUE;
            return false;
        }
        lostSince = Math.min(lostSince, sim.time().now());
        return sim.time().now() - lostSince > SETTLED;
    }

    /** The owner is gone, and so is the one who might have followed it; or it never had one. */
    private boolean isLost() {
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
        return killed || named.ended() == ExitReason.DIVERGED || wasNamedTooLate(owner, named);
    }

    /** The owner died with its open on the way, and the backup had asked before that arrived. */
    private static boolean wasNamedTooLate(Replica owner, Replica named) {
        PrimaryPhase phase = owner.lastPhase();
        return (phase == PrimaryPhase.ARMING || phase == PrimaryPhase.CLAIMING)
                && named.ended() == ExitReason.LOST_CLAIM;
    }

    /** Only this promise is watched, and that there is an end. */
    Story watchedBy(Class<? extends Checker> only) {
        sim.checkers().removeIf(checker -> !only.isInstance(checker));
        return this;
    }

    // ---- what is known afterwards -----------------------------------------------------------------------------------

    /** Nobody was left who could have gone on. */
    boolean wasLost() {
        return lost;
    }

    int takeovers() {
        return sim.takeovers();
    }

    long virtualNanos() {
        return sim.time().now();
    }

    @Override
    public String toString() {
        return "seed " + seed + ": " + sim;
    }
}
