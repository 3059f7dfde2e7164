package dev.understudy.vmm.simulator;

import dev.understudy.vmm.replication.Arbiter;
import dev.understudy.vmm.replication.ClaimantId;
import java.util.ArrayList;
import java.util.List;

/**
 * The switch, with the rules of {@code VmPort}: believes the arbiter and not the replica, takes each output number once,
 * delivers inputs again from the number that a new owner wants. Nothing of it survives a crash.
 */
final class SwitchServer {
    private static final long FIRST_RETRY = 50 * VirtualTime.MILLI;
    private static final long LAST_RETRY = 1_000 * VirtualTime.MILLI;
    private static final long TICK = 50 * VirtualTime.MILLI;

    /** One replica's connection, and what it hears. */
    interface Cable {
        ClaimantId claimant();

        Wire wire();

        void attached();

        void refused(boolean lost, String reason);

        void fenced(String reason);

        void frame(long number, byte[] frame);

        void consoleInput(long number, byte[] data);

        void passed(long nextFrame, long nextConsoleByte);
    }

    private record Attach(Cable cable, long generation, boolean startsLife, long nextFrame, long nextKey) {}

    private final Simulator sim;
    private SimulatedProcess process;
    private ArbiterClient arbiter;
    private final List<Attach> candidates = new ArrayList<>();
    private InputRing ring;
    /** A key an element, so that its number is that of its byte. */
    private InputRing keys;

    private Cable owner;
    private ClaimantId claimant;
    private ClaimantId lifeStarter;
    private long generation;
    private long nextFrame;
    private long nextConsoleByte;
    private boolean passedIsNews;

    SwitchServer(Simulator sim) {
        this.sim = sim;
        start();
        nextFrame = sim.guest().framesSaid();
        nextConsoleByte = sim.guest().consoleSaid().length();
        ring.begin(0);
        keys.begin(0);
    }

    // ---- its process ------------------------------------------------------------------------------------------------

    void start() {
        process = new SimulatedProcess(sim, "switch");
        arbiter = new ArbiterClient(process, new ClaimantId(-1, -1));
        ring = new InputRing();
        keys = new InputRing();
        candidates.clear();
        owner = null;
        claimant = null;
        lifeStarter = null;
        generation = 0;
        nextFrame = -1;
        nextConsoleByte = -1;
        tick();
    }

    void crash(boolean hostToo) {
        process.kill(hostToo);
    }

    void startIfDown() {
        if (!isUp()) {
            start();
        }
    }

    boolean isUp() {
        return process.isAlive();
    }

    SimulatedProcess process() {
        return process;
    }

    private void tick() {
        process.after(TICK, () -> {
            ring.expire(sim.time().now());
            keys.expire(sim.time().now());
            tick();
        });
    }

    // ---- who is attached --------------------------------------------------------------------------------------------

    void attach(Cable cable, long asGeneration, boolean startsLife, long wantedFrame, long wantedKey) {
        candidates.removeIf(candidate -> candidate.cable == cable);
        Attach attach = new Attach(cable, asGeneration, startsLife, wantedFrame, wantedKey);
        if (!sim.isOn(WorldRule.SWITCH_FENCE)) {
            grant(attach, asGeneration);
        } else if (isOld(asGeneration, cable)) {
            refuse(cable, true, "generation " + asGeneration + " is over");
        } else {
            candidates.add(attach);
            ask(attach, FIRST_RETRY);
        }
    }

    private void ask(Attach attach, long retryNanos) {
        arbiter.ask(new Arbiter.Request.Query("vm"), answer -> {
            if (answer instanceof Arbiter.Answer.State state) {
                fenceOwnerUnless(state);
                if (candidates.remove(attach)) {
                    decide(attach, state);
                }
            } else if (candidates.contains(attach)) {
                process.after(retryNanos, () -> {
                    if (candidates.contains(attach)) {
                        ask(attach, Math.min(2 * retryNanos, LAST_RETRY));
                    }
                });
            }
        });
    }

    private void decide(Attach attach, Arbiter.Answer.State state) {
        boolean owns = attach.cable.claimant().equals(state.owner()) && attach.generation <= state.generation();
        if (isOld(state.generation(), attach.cable) || isOld(attach.generation, attach.cable)) {
            refuse(attach.cable, true, "generation " + attach.generation + " is over");
        } else if (owns && !state.lifeEnded()) {
            grant(attach, state.generation());
        } else {
            boolean lost = !owns && attach.generation <= state.generation();
            refuse(attach.cable, lost, "not the owner of generation " + state.generation());
        }
    }

    private void grant(Attach attach, long granted) {
        if (owner != null && owner != attach.cable && sim.isOn(WorldRule.SWITCH_FENCE)) {
            Cable old = owner;
            if (!old.claimant().equals(attach.cable.claimant())) {
                old.wire().send(process, () -> old.fenced("generation " + granted + " attached"));
            }
            old.wire().close(process, "another attached");
        }
        if (attach.startsLife && !attach.cable.claimant().equals(lifeStarter)) {
            beginLife(attach.cable.claimant());
        }
        process.cross(Crossing.ATTACH_ANSWERED);
        sim.trace().tell(process, "attaches %s in generation %d", attach.cable, granted);
        owner = attach.cable;
        claimant = attach.cable.claimant();
        generation = Math.max(generation, granted);
        boolean numbered = sim.isOn(WorldRule.NUMBERED_INPUTS);
        ring.begin(numbered ? attach.nextFrame : Math.max(attach.nextFrame, ring.given()));
        keys.begin(numbered ? attach.nextKey : Math.max(attach.nextKey, keys.given()));
        Cable to = owner;
        to.wire().send(process, to::attached);
        giveInputs();
    }

    /** A cold start: the machine counts from 0 again, and what was meant for the old life is void. */
    private void beginLife(ClaimantId starter) {
        lifeStarter = starter;
        ring = new InputRing();
        keys = new InputRing();
        nextFrame = -1;
        nextConsoleByte = -1;
        sim.lifeBegins(starter);
    }

    /** The one attached is never too old: it may have claimed once more without having heard of its grant. */
    private boolean isOld(long asked, Cable by) {
        return asked < generation && !by.claimant().equals(claimant);
    }

    private void fenceOwnerUnless(Arbiter.Answer.State state) {
        if (owner == null || state.generation() <= generation) {
            return;
        }
        if (claimant.equals(state.owner())) {
            generation = state.generation();
        } else {
            Cable old = owner;
            old.wire().send(process, () -> old.fenced("the arbiter names another"));
            old.wire().close(process, "fenced");
            owner = null;
        }
    }

    private void refuse(Cable cable, boolean lost, String reason) {
        if (cable == owner) {
            owner = null;
        }
        cable.wire().send(process, () -> cable.refused(lost, reason));
        if (lost) {
            cable.wire().close(process, reason);
        }
    }

    void unplug(Cable cable) {
        candidates.removeIf(candidate -> candidate.cable == cable);
        if (owner == cable) {
            owner = null;
        }
    }

    // ---- outputs ----------------------------------------------------------------------------------------------------

    void frameOut(Cable from, long number, byte[] frame) {
        if (from != owner && sim.isOn(WorldRule.SWITCH_FENCE)) {
            return;
        }
        passedIsNews();
        boolean passes = number >= nextFrame || !sim.isOn(WorldRule.NUMBERED_OUTPUTS);
        if (passes) {
            process.cross(Crossing.FRAME_PASSED);
        }
        long expected = nextFrame < 0 ? number : nextFrame;
        sim.checkers().forEach(checker -> checker.frameCame(from.claimant(), number, expected, frame, passes));
        nextFrame = Math.max(nextFrame, number + 1);
        if (passes) {
            sim.clients().hear(frame);
        }
    }

    void consoleOut(Cable from, long number, byte[] data) {
        if (from != owner && sim.isOn(WorldRule.SWITCH_FENCE)) {
            return;
        }
        passedIsNews();
        if (number + data.length > nextConsoleByte) {
            nextConsoleByte = number + data.length;
        }
        sim.checkers().forEach(checker -> checker.consolePassed(from.claimant(), number, data));
    }

    private void passedIsNews() {
        if (!passedIsNews) {
            passedIsNews = true;
            process.after(sim.time().micros(1, 100), () -> {
                passedIsNews = false;
                if (owner != null) {
                    Cable to = owner;
                    long frames = Math.max(0, nextFrame);
                    long bytes = Math.max(0, nextConsoleByte);
                    to.wire().send(process, () -> to.passed(frames, bytes));
                }
            });
        }
    }

    // ---- inputs -----------------------------------------------------------------------------------------------------

    /** A frame of the world for the guest, in the switch's process; false: dropped, nobody was ever attached. */
    boolean deliver(byte[] frame) {
        boolean kept = ring.add(frame, sim.time().now());
        giveInputs();
        return kept;
    }

    /** Somebody presses a key at the console, in the switch's process. */
    void type(byte key) {
        keys.add(new byte[] {key}, sim.time().now());
        giveInputs();
    }

    /** Inbound frames that no log has for good. */
    int kept() {
        return ring.kept();
    }

    private void giveInputs() {
        if (owner != null) {
            Cable to = owner;
            ring.give((number, frame) -> to.wire().send(process, () -> to.frame(number, frame)));
            keys.give((number, key) -> to.wire().send(process, () -> to.consoleInput(number, key)));
        }
    }

    void taken(Cable from, long belowFrame, long belowKey) {
        if (from == owner) {
            ring.taken(belowFrame);
            keys.taken(belowKey);
        }
    }
}
