package dev.understudy.vmm.simulator;

import dev.understudy.vmm.replication.FailureLimits;
import dev.understudy.vmm.replication.PrimaryPhase;
import dev.understudy.vmm.replication.Rule;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A short run of the counter through all that happens to a pair: a primary alone, a backup that joins and is armed, the
 * primary's death in the middle of a write, a take-over, a new backup. Whoever crosses a boundary at one of the given
 * numbers dies there; the same numbers give the same run. Replicas are replaced, disk server and switch started again.
 */
final class CrashRun {
    private static final FailureLimits QUICK = FailureLimits.ofMillis(10, 60, 200, 3_000);
    private static final int CLIENTS = 2;
    private static final int THINK_MICROS = 6_000;
    /** A copy of the state that takes long has many newcomers refused. */
    private static final int REPLICAS_MAX = 40;

    private static final long LOOK = VirtualTime.MILLI;
    private static final long RESTART = 20 * VirtualTime.MILLI;
    private static final long PATIENCE = 30_000 * VirtualTime.MILLI;

    private final Simulator sim;
    private final int increments;
    private final Loss loss;
    private final Set<Integer> deaths;
    private final boolean countsClocks;
    private final Map<Crossing, Integer> kinds = new EnumMap<>(Crossing.class);
    private String died = "";
    private int crossings;
    private boolean primaryKilled;
    private boolean lost;

    /** What may differ between two runs. {@code lines}: takes the story, may be null. */
    record Shape(int increments, boolean countsClocks, Set<Rule> rules, Set<WorldRule> worldRules) {}

    CrashRun(Shape shape, long seed, Set<Integer> deaths, Consumer<String> lines) {
        this.increments = shape.increments;
        this.countsClocks = shape.countsClocks;
        this.deaths = deaths;
        sim = new Simulator(seed, QUICK, shape.rules, shape.worldRules, lines);
        sim.checkers().add(new OneMachine(sim));
        loss = new Loss(sim);
    }

    /** Throws {@link Violation} at the first broken promise. */
    void run() {
        sim.hook(this::crosses);
        sim.clients().begin(CLIENTS, increments, THINK_MICROS);
        direct();
        sim.within(
                PATIENCE,
                "all are answered",
                () -> (primaryKilled && sim.clients().areDone()) || loss.isForGood());
        sim.within(PATIENCE, "protected", () -> sim.isProtected() || loss.isForGood());
        lost = loss.isNow();
        sim.checkers().forEach(Checker::finished);
        long value = sim.disk().image().value();
        boolean all = sim.clients().answered() == increments;
        if (all && value != increments) {
            throw new Violation("disk", "all " + increments + " were acknowledged, the disk holds " + value);
        }
    }

    private void crosses(SimulatedProcess process, Crossing crossing) {
        if ((crossing == Crossing.CLOCK_READ) != countsClocks) {
            return;
        }
        kinds.merge(crossing, 1, Integer::sum);
        if (deaths.contains(crossings++)) {
            died += (died.isEmpty() ? "" : ", ") + process + " at " + crossing;
            kill(process);
        }
    }

    private void kill(SimulatedProcess process) {
        if (process == sim.disk().process()) {
            sim.disk().crash(false);
            sim.time().after(RESTART, null, sim.disk()::startIfDown);
        } else if (process == sim.switchServer().process()) {
            sim.crashSwitch(false);
            sim.time().after(RESTART, null, sim.switchServer()::startIfDown);
        } else {
            process.kill(false);
        }
    }

    private void direct() {
        sim.time().after(LOOK, null, () -> {
            Replica owner = sim.owner();
            boolean alone = owner.isLive() && owner.role().phase() == PrimaryPhase.ALONE;
            if (alone && sim.clients().answered() > 0 && sim.replicas().size() < REPLICAS_MAX) {
                sim.join(owner);
            }
            boolean half =
                    sim.clients().answered() >= increments / 2 || sim.clients().areDone();
            if (half && !primaryKilled && sim.isProtected()) {
                killInTheMiddleOfAWrite();
            }
            direct();
        });
    }

    /** And perhaps that write is in progress for so long that its fence must wait. */
    private void killInTheMiddleOfAWrite() {
        sim.disk().stuck(sim.time().now() + 2 * LOOK);
        if (sim.owner().disk().isWriting() || sim.clients().areDone()) {
            primaryKilled = true;
            sim.owner().kill(false);
        }
    }

    /** Only this promise is watched, and that there is an end. */
    CrashRun watchedBy(Class<? extends Checker> only) {
        sim.checkers().removeIf(checker -> !only.isInstance(checker));
        return this;
    }

    // ---- what is known afterwards -----------------------------------------------------------------------------------

    /** Numbered from 0. */
    int crossings() {
        return crossings;
    }

    Map<Crossing, Integer> kinds() {
        return kinds;
    }

    /** Nobody was left who could have gone on. */
    boolean wasLost() {
        return lost;
    }

    int takeovers() {
        return sim.takeovers();
    }

    /** Who died where. */
    String died() {
        return died;
    }
}
