package dev.understudy.vmm.replication;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/**
 * A pair, its spares, disk server, switch, and everything that can go wrong, on one thread in virtual time. A seed is a
 * whole story: the same seed, the same run.
 */
final class Simulation {
    private record Step(long time, long order, SimulatedReplica in, Runnable action) implements Comparable<Step> {
        @Override
        public int compareTo(Step other) {
            return time != other.time ? Long.compare(time, other.time) : Long.compare(order, other.order);
        }
    }

    private static final int REPLICAS = 4;
    private static final int ENTRIES = 60;
    private static final long MILLI = 1_000_000;
    private static final long FAULTS_END = 300 * MILLI;
    private static final long PATIENCE = 6_000 * MILLI;

    private final FailureLimits limits = FailureLimits.ofMillis(4, 25, 80, 300);
    private final Map<Long, Long> ticksRead = new HashMap<>();
    private final PriorityQueue<Step> steps = new PriorityQueue<>();
    private final Random random;
    private final boolean told;
    private final Set<Rule> rules;
    private final Set<WorldRule> worldRules;
    private final Witness witness = new Witness();
    private final List<SimulatedReplica> replicas = new ArrayList<>();
    private final SimulatedDisk disk;
    private final SimulatedSwitch network = new SimulatedSwitch(this);
    private long now;
    private long order;
    private long contents;

    Simulation(long seed) {
        this(seed, Rule.ALL, EnumSet.allOf(WorldRule.class));
    }

    Simulation(long seed, Set<Rule> rules, Set<WorldRule> worldRules) {
        random = new Random(seed);
        told = seed == Long.getLong("story", -1);
        this.rules = rules;
        this.worldRules = worldRules;
        for (int i = 0; i < REPLICAS; i++) {
            replicas.add(new SimulatedReplica(this, i));
        }
        disk = new SimulatedDisk(this, replicas.get(0).id());
    }

    // ---- one story --------------------------------------------------------------------------------------------------

    /** Runs until the service is complete or nobody is left who could complete it. Throws at a broken promise. */
    void run() {
        replicas.get(0).boot();
        after(delay(100, 5_000), this::offerSpare);
        int faults = 1 + below(5);
        for (int i = 0; i < faults; i++) {
            at(random.nextLong(FAULTS_END), null, this::fault);
        }
        while (now < PATIENCE && !steps.isEmpty() && !(now > FAULTS_END && isComplete())) {
            Step step = steps.remove();
            now = step.time;
            if (step.in != null && step.in.isOver()) {
                continue;
            }
            if (step.in != null && step.in.isPaused()) {
                steps.add(new Step(step.in.pausedUntil(), step.order, step.in, step.action));
                continue;
            }
            step.action.run();
        }
        if (isComplete()) {
            witness.allIsSaid(ENTRIES);
        }
        Witness.check(isComplete() || isLostForGood(), "nothing moves, though it could: " + replicas);
    }

    private boolean isComplete() {
        SimulatedReplica owner = replica(disk.owner());
        return owner.isComplete() && !owner.isPaused();
    }

    /** The owner is gone and so is the one who might have followed it; or the pair was not protected yet. */
    private boolean isLostForGood() {
        SimulatedReplica owner = replica(disk.owner());
        boolean gone = owner.isCrashed() || owner.ended() == ExitReason.HANDED_OVER;
        return gone && (disk.named() == null || isUnfit(replica(disk.named())) || wasNamedTooLate(owner));
    }

    private static boolean isUnfit(SimulatedReplica backup) {
        return backup.isCrashed() || backup.ended() == ExitReason.DIVERGED;
    }

    /** The owner crashed with its open on the way, and the backup asked before that arrived. */
    private boolean wasNamedTooLate(SimulatedReplica owner) {
        PrimaryPhase phase = owner.primary().phase();
        return (phase == PrimaryPhase.ARMING || phase == PrimaryPhase.CLAIMING)
                && replica(disk.named()).ended() == ExitReason.LOST_CLAIM;
    }

    /** A spare finds whoever says that it is the owner, rightly or not. */
    private void offerSpare() {
        List<SimulatedReplica> owners = replicas.stream()
                .filter(r -> r.primary() != null && !r.isOver())
                .toList();
        List<SimulatedReplica> spares =
                replicas.stream().filter(SimulatedReplica::isIdle).toList();
        if (!owners.isEmpty() && !spares.isEmpty()) {
            spares.get(0).join(owners.get(below(owners.size())));
        }
        after(delay(5_000, 40_000), this::offerSpare);
    }

    // ---- faults -----------------------------------------------------------------------------------------------------

    private void fault() {
        SimulatedReplica victim = oneIn(2) ? replica(disk.owner()) : replicas.get(below(REPLICAS));
        if (victim.isIdle() || victim.isOver()) {
            return;
        }
        long until = now + random.nextLong(150 * MILLI);
        switch (below(19)) {
            case 0, 1, 2, 3 -> crash(victim);
            case 4, 5 -> victim.pause(until);
            case 6, 7 -> block(victim, until);
            case 8, 9 -> disk.crash(now + random.nextLong(50 * MILLI));
            case 10, 11 -> disconnect(victim, until);
            case 12, 13 -> operate(victim);
            case 14, 15 -> victim.reconnect();
            case 16 -> victim.diverge();
            default -> hangUp(victim);
        }
    }

    private void crash(SimulatedReplica victim) {
        victim.crash();
        if (isOff(WorldRule.LIFE_TOKEN)) { // restarted at once, it asks as its old self, with nothing lived
            Arbiter.Request.Claim claim = new Arbiter.Request.Claim("vm", disk.generation() + 1);
            after(
                    delay(100, 5_000),
                    () -> disk.ask(victim.id(), claim, true, answer -> {
                        if (answer instanceof Arbiter.Answer.Granted granted) {
                            witness.ownsFrom(granted.generation(), victim.id(), List.of());
                        }
                    }));
        }
    }

    private void block(SimulatedReplica victim, long until) {
        if (victim.link() != null) {
            victim.link().block(victim, until);
        }
    }

    private void disconnect(SimulatedReplica victim, long until) {
        boolean fromDisk = oneIn(2);
        victim.connected(!fromDisk, fromDisk);
        at(until, null, () -> victim.connected(true, true));
    }

    private void operate(SimulatedReplica victim) {
        if (victim.primary() != null && !victim.isPaused()) {
            if (oneIn(2)) {
                victim.primary().dropBackup();
            } else {
                victim.primary().failOver();
            }
        }
    }

    private void hangUp(SimulatedReplica victim) {
        if (victim.link() != null) {
            SimulatedLink link = victim.link();
            link.close(victim, true);
            at(now, victim, () -> victim.lost(link));
        }
    }

    // ---- time and chance --------------------------------------------------------------------------------------------

    /** {@code in}: the process in which it happens, not while it is paused, never when it is over; null: outside. */
    void at(long time, SimulatedReplica in, Runnable action) {
        steps.add(new Step(Math.max(time, now), order++, in, action));
    }

    void after(long nanos, Runnable action) {
        at(now + nanos, null, action);
    }

    long now() {
        return now;
    }

    /** Nanoseconds between two bounds in microseconds, now and then ten times as long. */
    long delay(int atLeastMicros, int atMostMicros) {
        long micros = (long) atLeastMicros + below(atMostMicros - atLeastMicros);
        return (oneIn(30) ? 10 * micros : micros) * 1_000;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean oneIn(int chances) {
        return random.nextInt(chances) == 0;
    }

    /** One line of the story; -Dstory=SEED prints that seed's. */
    void tell(String line) {
        if (told) {
            System.out.printf("%10.3f ms  %s%n", now / 1e6, line);
        }
    }

    long fresh() {
        return ++contents;
    }

    /** The guest read its clock in the entry of this content. */
    void readAt(long content, long ticks) {
        ticksRead.put(content, ticks);
    }

    long ticksReadAt(long content) {
        return ticksRead.getOrDefault(content, 0L);
    }

    // ---- the world --------------------------------------------------------------------------------------------------

    int entries() {
        return ENTRIES;
    }

    FailureLimits limits() {
        return limits;
    }

    Set<Rule> rules() {
        return rules;
    }

    boolean isOff(WorldRule rule) {
        return !worldRules.contains(rule);
    }

    Witness witness() {
        return witness;
    }

    SimulatedDisk disk() {
        return disk;
    }

    SimulatedSwitch network() {
        return network;
    }

    private SimulatedReplica replica(ClaimantId id) {
        return replicas.get((int) id.low());
    }
}
