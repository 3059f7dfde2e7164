package dev.understudy.vmm.simulator;

import dev.understudy.vmm.replication.FailureLimits;
import dev.understudy.vmm.replication.Rule;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One seed's whole story: a counter, its clients, spares that join, faults. Then the faults end, and everything that was
 * asked for must be answered and the pair protected again, if need be in a new life that goes on from the disk.
 */
final class Story {
    private static final FailureLimits QUICK = FailureLimits.ofMillis(10, 60, 200, 3_000);
    private static final int MOST_INCREMENTS = 200;
    /** In which faults strike. */
    private static final long WINDOW = 300 * VirtualTime.MILLI;

    private static final long AFTERWARDS = 30 * VirtualTime.MILLI;
    private static final long PATIENCE = 30_000 * VirtualTime.MILLI;

    private final Simulator sim;
    private final Loss loss;
    private final long seed;
    private Set<Fault> faults = EnumSet.allOf(Fault.class);
    private boolean over;

    /** All rules on, told to nobody. */
    Story(long seed) {
        this(seed, Rule.ALL, WorldRule.ALL, null);
    }

    /** @param lines takes the story as it happens; may be null */
    Story(long seed, Set<Rule> rules, Set<WorldRule> worldRules, Consumer<String> lines) {
        this.seed = seed;
        sim = new Simulator(seed, seed % 4 == 3 ? FailureLimits.DEFAULT : QUICK, rules, worldRules, lines);
        loss = new Loss(sim);
    }

    /** Throws {@link Violation} at the first broken promise. */
    void run() {
        VirtualTime time = sim.time();
        int clients = 1 + time.below(4);
        sim.clients().begin(clients, MOST_INCREMENTS, (clients * 4_000) << time.below(3));
        sim.typist().begin(20_000);
        spares();
        coldStarts();
        for (int left = 1 + time.below(4); left > 0; left--) {
            time.at(time.below(WINDOW), null, () -> fault(sim.owner()));
        }
        sim.pass(WINDOW);
        endFaults();
        sim.pass(AFTERWARDS);
        sim.clients().stop();
        sim.typist().stop();
        sim.within(PATIENCE, "all are answered", () -> sim.clients().areDone());
        sim.within(PATIENCE, "protected", sim::isProtected);
        sim.within(PATIENCE, "all keys are heard", sim::areKeysHeard);
        sim.checkers().forEach(Checker::finished);
    }

    /** A spare is offered again and again, soon or late. */
    private void spares() {
        sim.time().after(sim.time().micros(1_000, 60_000), null, () -> {
            Replica joining = sim.offerSpare();
            if (joining != null && sim.time().oneIn(4)) {
                followUp(joining);
            }
            spares();
        });
    }

    /** When nobody is left who could go on, a new life is begun, with or without an operator's word. */
    private void coldStarts() {
        sim.time().after(sim.time().micros(20_000, 200_000), null, () -> {
            if (loss.isNow() && !sim.isStarting()) {
                sim.coldStart(sim.time().oneIn(2));
            }
            coldStarts();
        });
    }

    /** Misfortunes never come singly. */
    private void followUp(Replica first) {
        long nanos = sim.time().below(VirtualTime.MILLI << sim.time().below(6));
        sim.time().after(nanos, null, () -> fault(first));
    }

    /** It strikes {@code first} or somebody else. */
    private void fault(Replica first) {
        VirtualTime time = sim.time();
        List<Replica> alive = sim.replicas().stream().filter(Replica::isAlive).toList();
        if (over || alive.isEmpty()) {
            return;
        }
        Replica victim = first.isAlive() && time.oneIn(2) ? first : alive.get(time.below(alive.size()));
        Fault fault = Fault.draw(faults, time);
        long until = time.now() + time.below(3 * sim.limits().silenceNanos());
        sim.trace().tell(victim, "FAULT %s until %.3f ms", fault, until / 1e6);
        fault.strike(new Fault.Struck(sim, victim, until));
        if (time.oneIn(2)) {
            followUp(victim);
        }
    }

    private void endFaults() {
        over = true;
        sim.trace().tell(null, "the faults end");
        sim.replicas().forEach(SimulatedProcess::recover);
        sim.disk().process().recover();
        sim.switchServer().process().recover();
        sim.disk().arbiterAway(0);
        sim.disk().failing(0);
        sim.network().healAll();
        sim.hook((process, crossing) -> {});
        sim.disk().startIfDown();
        sim.switchServer().startIfDown();
    }

    /** Only these go wrong. */
    Story with(Set<Fault> only) {
        faults = only;
        return this;
    }

    /** Only this promise is watched, and that there is an end. */
    Story watchedBy(Class<? extends Checker> only) {
        sim.checkers().removeIf(checker -> !only.isInstance(checker));
        return this;
    }

    // ---- what is known afterwards -----------------------------------------------------------------------------------

    /** The guest was booted so often, the first time included: nobody was left, or an operator would have it so. */
    int lives() {
        return sim.lives();
    }

    /** Increments answered. */
    int answered() {
        return sim.clients().answered();
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
