package dev.understudy.vmm.simulator;

import dev.understudy.isa.ExecutionEngine;
import dev.understudy.isa.Hart;
import dev.understudy.isa.interpreter.Interpreter;
import dev.understudy.vmm.replication.ClaimantId;
import dev.understudy.vmm.replication.FailureLimits;
import dev.understudy.vmm.replication.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/** The world of one counter: its replicas, disk server, switch and clients, in one thread and in virtual time. */
final class Simulator {
    private static final long MOST_EVENTS = 4_000_000;

    private final VirtualTime time;
    private final Trace trace;
    private final Network network;
    private final FailureLimits limits;
    private final Set<Rule> rules;
    private final Set<WorldRule> worldRules;
    private final BootedGuest guest;
    private final List<Replica> replicas = new ArrayList<>();
    private final Map<ClaimantId, Replica> byId = new HashMap<>();
    private final DiskServer disk;
    private final SwitchServer switchServer;
    private final Clients clients;
    private final OneOwner owners;
    private final OneContent contents;
    private final InputsOnce inputs;
    private final Typist typist;
    private final List<Checker> checkers;
    private final List<Replica> spoiled = new ArrayList<>();
    private CrossingHook hook = (process, crossing) -> {};
    private Function<Hart, ExecutionEngine> backupEngine = Interpreter::new;
    private int switchCrashes;
    private int lives = 1;
    private ClaimantId lifeStarter;
    private int linkCredit = 300;

    /** A primary that has just booted, alone; all rules on. */
    Simulator(long seed) {
        this(seed, FailureLimits.DEFAULT, Rule.ALL, WorldRule.ALL, null);
    }

    /** @param lines takes the story as it happens; may be null */
    Simulator(long seed, FailureLimits limits, Set<Rule> rules, Set<WorldRule> worldRules, Consumer<String> lines) {
        this(BootedGuest.counter(), seed, limits, rules, worldRules, lines);
    }

    /** With a guest of one's own. */
    Simulator(
            BootedGuest guest,
            long seed,
            FailureLimits limits,
            Set<Rule> rules,
            Set<WorldRule> worldRules,
            Consumer<String> lines) {
        time = new VirtualTime(seed);
        trace = new Trace(time, lines);
        network = new Network(time);
        this.guest = guest;
        this.limits = limits;
        this.rules = rules;
        this.worldRules = worldRules;
        ClaimantId first = new ClaimantId(1, 1);
        clients = new Clients(this);
        disk = new DiskServer(this, guest.image(), first);
        owners = new OneOwner(disk.record());
        contents = new OneContent(this);
        inputs = new InputsOnce(this);
        typist = new Typist(this);
        checkers = new ArrayList<>(List.of(
                owners,
                contents,
                new OutputRuleKept(),
                new LinearizableHistory(this),
                inputs,
                new GuestTimeGoesOn(this),
                new DigestsEqual(this),
                new DurableBeforeAnswered(this),
                new ErrorsOfTheDisk(),
                new NoLifeIsGivenUp(this)));
        switchServer = new SwitchServer(this);
        Replica primary = new Replica(this, "replica-1", first);
        add(primary);
        primary.bootAs(1);
    }

    // ---- time passes ------------------------------------------------------------------------------------------------

    /** Moves on, an event at a time, until {@code done}. */
    void until(String what, BooleanSupplier done) {
        long limit = time.events() + MOST_EVENTS;
        while (!done.getAsBoolean()) {
            if (time.events() > limit || !time.step()) {
                throw new Violation("liveness", "never happened: " + what + "; " + this);
            }
        }
    }

    /** Moves on until {@code done}, for at most so long. */
    void within(long nanos, String what, BooleanSupplier done) {
        long end = time.now() + nanos;
        time.at(end, null, () -> {});
        until("within " + nanos / VirtualTime.MILLI + " ms: " + what, () -> {
            if (time.now() >= end && !done.getAsBoolean()) {
                throw new Violation(
                        "liveness", "not within " + nanos / VirtualTime.MILLI + " ms: " + what + "; " + this);
            }
            return done.getAsBoolean();
        });
    }

    /** Moves on for so long. */
    void pass(long nanos) {
        long end = time.now() + nanos;
        time.at(end, null, () -> {});
        until("time passes", () -> time.now() >= end);
    }

    private void add(Replica replica) {
        replicas.add(replica);
        byId.put(replica.id(), replica);
    }

    // ---- what stories order -----------------------------------------------------------------------------------------

    /** Who joins from now on executes instructions by another engine than the interpreter. */
    void backupsRunOn(Function<Hart, ExecutionEngine> engine) {
        backupEngine = engine;
    }

    Function<Hart, ExecutionEngine> backupEngine() {
        return backupEngine;
    }

    /** A new process joins {@code owner} as its backup. */
    Replica join(Replica owner) {
        int number = replicas.size() + 1;
        Replica joining = new Replica(this, "replica-" + number, new ClaimantId(number, number));
        add(joining);
        joining.carryOut(() -> joining.join(owner));
        return joining;
    }

    /** A new process begins a new life, if the arbiter lets it; {@code takeOver}: somebody vouches that nobody lives. */
    Replica coldStart(boolean takeOver) {
        int number = replicas.size() + 1;
        Replica starting = new Replica(this, "replica-" + number, new ClaimantId(number, number));
        add(starting);
        trace.tell(starting, takeOver ? "starts, and takes over" : "starts");
        starting.carryOut(() -> starting.startLife(takeOver));
        return starting;
    }

    /** Somebody tries to begin a new life, and has not heard whether he may. */
    boolean isStarting() {
        return replicas.stream().anyMatch(one -> one.isAlive() && one.startsLife() && one.role() == null);
    }

    /** At the switch, at the first attach of who was granted a cold start: what waited is void. */
    void lifeBegins(ClaimantId starter) {
        if (!starter.equals(lifeStarter)) {
            lifeStarter = starter;
            lives++;
            clients.thoseThatWaitMayBeLost();
            checkers.forEach(Checker::lifeBegins);
        }
    }

    int lives() {
        return lives;
    }

    /** A process starts again under the dead one's name, knowing nothing; without the rule it is taken for the dead one. */
    void restart(Replica dead) {
        if (!isOn(WorldRule.LIFE_TOKEN) && dead == owner()) {
            Replica again = new Replica(this, dead + "-again", dead.id());
            add(again);
            again.bootAs(disk.record().generation());
        }
    }

    /** What it replays from now on will differ. */
    void spoils(Replica backup) {
        spoiled.add(backup);
    }

    /** A spare process for somebody who says that it is the owner, rightly or not, and has no backup; null: there is none. */
    Replica offerSpare() {
        List<Replica> owners = replicas.stream().filter(Replica::isLive).toList();
        if (owners.isEmpty()) {
            return null;
        }
        Replica owner = owners.get(time.below(owners.size()));
        return owner.role().protocol().peer() == null ? join(owner) : null;
    }

    void crashSwitch(boolean hostToo) {
        switchCrashes++;
        clients.thoseThatWaitMayBeLost();
        switchServer.crash(hostToo);
    }

    /** Entries that backups take beyond those they have replayed; few, unless the story says otherwise. */
    void linkCredit(int entries) {
        linkCredit = entries;
    }

    int linkCredit() {
        return linkCredit;
    }

    /** Hears all crossings from now on. */
    void hook(CrossingHook heard) {
        hook = heard;
    }

    // ---- the world --------------------------------------------------------------------------------------------------

    VirtualTime time() {
        return time;
    }

    Trace trace() {
        return trace;
    }

    Network network() {
        return network;
    }

    FailureLimits limits() {
        return limits;
    }

    Set<Rule> rules() {
        return rules;
    }

    Set<WorldRule> worldRules() {
        return worldRules;
    }

    boolean isOn(WorldRule rule) {
        return worldRules.contains(rule);
    }

    BootedGuest guest() {
        return guest;
    }

    DiskServer disk() {
        return disk;
    }

    SwitchServer switchServer() {
        return switchServer;
    }

    Clients clients() {
        return clients;
    }

    Typist typist() {
        return typist;
    }

    /** The guest has heard each key, or some may be lost with the switch. */
    boolean areKeysHeard() {
        return switchCrashes > 0 || lives > 1 || inputs.keysHeard(owner()) == typist.typed();
    }

    List<Checker> checkers() {
        return checkers;
    }

    CrossingHook hook() {
        return hook;
    }

    List<Replica> replicas() {
        return replicas;
    }

    /** By its number, from 1. */
    Replica replica(int number) {
        return replicas.get(number - 1);
    }

    /** Whom the arbiter names. */
    Replica owner() {
        return replica(disk.record().owner());
    }

    Replica replica(ClaimantId id) {
        return byId.get(id);
    }

    boolean isProtected() {
        return owner().isProtected();
    }

    boolean isSpoiled(Replica replica) {
        return spoiled.contains(replica);
    }

    int switchCrashes() {
        return switchCrashes;
    }

    int takeovers() {
        return owners.takeovers();
    }

    /** All console bytes that the switch was given, from the guest's boot on. */
    String console() {
        return contents.console();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                "%.3f ms, %d of %d increments answered, %s",
                time.now() / 1e6, clients.answered(), clients.operations().size(), disk.record()));
        for (Replica one : replicas) {
            text.append("\n  ")
                    .append(one)
                    .append(one.isAlive() ? " " : " (dead) ")
                    .append(one.lastWords());
        }
        return text.toString();
    }
}
