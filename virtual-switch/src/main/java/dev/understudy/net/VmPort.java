package dev.understudy.net;

import dev.understudy.vmm.device.VirtioNet;
import dev.understudy.vmm.replication.Arbiter.Answer;
import dev.understudy.vmm.replication.ClaimantId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A VM's port of the switch: the replica behind it changes, the port stays. Decides who is attached, which outputs pass and
 * which inputs go again (rules Switch, Numbered outputs, Numbered inputs). No I/O, no clock: time comes in, effects go to
 * {@link World}. One thread.
 *
 * <pre>
 *                   attach                  State: it owns
 *   (unknown link) ────────▶ candidate ───────────────────────▶ owner ── a newer one attaches ──▶ fenced
 *                              │   ▲ │                             (an older one's frames are dropped from then on)
 *                  Unreachable └───┘ └─ State: another owns ──▶ refused
 * </pre>
 *
 * <p>The address of the guest stays on this port of the {@link Switch} whatever replica is behind it, so nothing in here
 * need be learnt again; at each change of the replica an {@linkplain Arp#announcement announcement} for the address last
 * seen from the guest goes to the other ports, so that switches beyond them learn.
 */
final class VmPort implements SwitchPort {
    /** What the port does to the world. */
    interface World {
        /** Ask the arbiter who owns the VM; the answer, with the ticket, goes to {@link #arbiterAnswered}. */
        void ask(long ticket);

        /** A frame of the guest passes. */
        void pass(byte[] frame, long nowNanos);

        /** Console output of the guest passes. */
        void console(long number, byte[] data);
    }

    static final int MAX_CANDIDATES = 8;

    /** Two receive windows of 6 MiB, the most that Linux opens by itself, each full of segments when nobody is attached. */
    static final RedeliveryRing.Bounds FRAME_BOUNDS = new RedeliveryRing.Bounds(16_384, 16 << 20, 10_000_000_000L);

    /** A replica keeps 1,024 frames that its guest has no room for yet, and drops what comes on top. */
    static final int MAX_UNCONFIRMED = 512;

    /** Outputs that passed and the replica was not told of; it stops its guest at 2,048 that it cannot forget. */
    static final int MAX_UNTOLD = 64;

    static final RedeliveryRing.Bounds CONSOLE_BOUNDS = new RedeliveryRing.Bounds(4096, 64 << 10, 3_600_000_000_000L);
    static final long FIRST_RETRY_NANOS = 50_000_000L;
    static final long LAST_RETRY_NANOS = 1_000_000_000L;

    /** An arbiter that has not even said Unreachable by then is asked again. */
    static final long ANSWER_LIMIT_NANOS = 5_000_000_000L;

    private static final long NOTHING_TAKEN = -1;

    private static final class Candidate {
        final Link link;
        final Message.Attach attach;
        long ticket;
        long askAgainNanos;
        long retryNanos = FIRST_RETRY_NANOS;

        Candidate(Link link, Message.Attach attach) {
            this.link = link;
            this.attach = attach;
        }
    }

    private final String vm;
    private final World world;
    private final Set<Rule> rules;
    private final List<Candidate> candidates = new ArrayList<>();
    private final RedeliveryRing frames = new RedeliveryRing(FRAME_BOUNDS);
    private final RedeliveryRing input = new RedeliveryRing(CONSOLE_BOUNDS);
    private long tickets;

    private Link owner;
    private ClaimantId claimant;
    private ClaimantId lifeStarter;
    private long generation;

    private long nextFrame = NOTHING_TAKEN;
    private long nextConsoleByte = NOTHING_TAKEN;
    private int outputsUntold;
    private long guestAddress;
    private long framesOut;
    private long framesIn;
    private long framesDropped;
    private long framesStale;
    private long framesTooLong;
    private String waitReason = "";

    VmPort(String vm, World world) {
        this(vm, world, EnumSet.allOf(Rule.class));
    }

    VmPort(String vm, World world, Set<Rule> rules) {
        this.vm = vm;
        this.world = world;
        this.rules = rules;
    }

    @Override
    public String name() {
        return vm;
    }

    // ---- who is attached --------------------------------------------------------------------------------------------

    void attach(Link link, Message.Attach attach, long nowNanos) {
        candidates.removeIf(candidate -> candidate.link == link);
        if (isOld(attach.generation(), attach.claimant())) {
            refuse(link, true, "generation " + attach.generation() + " is over: " + generation + " attached");
        } else if (candidates.size() == MAX_CANDIDATES) {
            refuse(link, false, MAX_CANDIDATES + " replicas wait to be attached already");
        } else if (!rules.contains(Rule.BELIEVE_THE_ARBITER)) {
            grant(new Candidate(link, attach), attach.generation(), nowNanos);
        } else {
            Candidate candidate = new Candidate(link, attach);
            candidates.add(candidate);
            ask(candidate, nowNanos);
        }
    }

    void arbiterAnswered(long ticket, Answer answer, long nowNanos) {
        if (answer instanceof Answer.State state) {
            fenceOwnerUnless(state);
        }
        for (Candidate candidate : candidates) {
            if (candidate.ticket == ticket) {
                decide(candidate, answer, nowNanos);
                return;
            }
        }
    }

    private void decide(Candidate candidate, Answer answer, long nowNanos) {
        if (answer instanceof Answer.State state) {
            candidates.remove(candidate);
            decide(candidate, state, nowNanos);
        } else if (answer instanceof Answer.Refused refused) {
            candidates.remove(candidate);
            refuse(candidate.link, false, "the arbiter does not say who owns " + vm + ": " + refused.reason());
        } else {
            waitReason = answer instanceof Answer.Unreachable unreachable
                    ? "the arbiter cannot be reached: " + unreachable.reason()
                    : "the arbiter answered a query with " + answer;
            candidate.ticket = 0;
            candidate.askAgainNanos = nowNanos + candidate.retryNanos;
            candidate.retryNanos = Math.min(2 * candidate.retryNanos, LAST_RETRY_NANOS);
        }
    }

    private void decide(Candidate candidate, Answer.State state, long nowNanos) {
        Message.Attach attach = candidate.attach;
        boolean owns = attach.claimant().equals(state.owner()) && attach.generation() <= state.generation();
        if (isOld(state.generation(), attach.claimant()) || isOld(attach.generation(), attach.claimant())) {
            refuse(candidate.link, true, "generation " + attach.generation() + " is over: " + generation + " attached");
        } else if (owns && !state.lifeEnded()) {
            // An owner that claimed once more meanwhile, and has not said so yet, is the owner still.
            grant(candidate, state.generation(), nowNanos);
        } else if (owns) {
            refuse(candidate.link, false, "the life of " + vm + " ended in generation " + state.generation());
        } else if (attach.generation() > state.generation()) {
            refuse(
                    candidate.link,
                    false,
                    "the arbiter knows generation " + state.generation() + " of " + vm + ", not "
                            + attach.generation());
        } else {
            refuse(
                    candidate.link,
                    true,
                    "the arbiter names another owner of " + vm + " in generation " + state.generation());
        }
    }

    private void grant(Candidate candidate, long granted, long nowNanos) {
        Message.Attach attach = candidate.attach;
        boolean sameReplica = attach.claimant().equals(claimant);
        if (owner != null && owner != candidate.link) {
            if (!sameReplica) {
                owner.send(new Message.Fenced("generation " + granted + " attached"));
            }
            owner.close();
        }
        if (attach.startsLife() && !attach.claimant().equals(lifeStarter)) {
            beginLife(attach.claimant());
        }
        owner = candidate.link;
        claimant = attach.claimant();
        generation = sameReplica ? Math.max(generation, granted) : granted;
        waitReason = "";
        owner.send(new Message.Attached(granted));
        outputsUntold++;
        tellPassed();
        begin(attach);
        if (!sameReplica && guestAddress != 0) {
            world.pass(Arp.announcement(guestAddress), nowNanos);
        }
        writable(owner);
    }

    private void begin(Message.Attach attach) {
        if (rules.contains(Rule.NUMBERED_INPUTS)) {
            frames.begin(attach.nextFrame());
            input.begin(attach.nextInputByte());
        } else {
            frames.beginFromOldest(attach.nextFrame());
            input.beginFromOldest(attach.nextInputByte());
        }
    }

    /** A cold start: the machine counts from 0 again, and what was meant for the old life is void. */
    private void beginLife(ClaimantId starter) {
        lifeStarter = starter;
        frames.reset();
        input.reset();
        nextFrame = NOTHING_TAKEN;
        nextConsoleByte = NOTHING_TAKEN;
    }

    /** The arbiter, asked for whatever reason, names somebody else: the one attached has lost. */
    private void fenceOwnerUnless(Answer.State state) {
        if (owner == null || state.generation() <= generation) {
            return;
        }
        if (Objects.equals(claimant, state.owner())) {
            generation = state.generation();
        } else {
            owner.send(new Message.Fenced("the arbiter names another owner in generation " + state.generation()));
            owner.close();
            owner = null;
        }
    }

    /** The one attached is never too old: it may have claimed once more without having heard of its grant. */
    private boolean isOld(long asked, ClaimantId by) {
        return rules.contains(Rule.HIGHEST_GENERATION) && asked < generation && !by.equals(claimant);
    }

    private void refuse(Link link, boolean lost, String reason) {
        if (link == owner) {
            owner = null;
        }
        link.send(new Message.AttachRefused(lost, reason));
        if (lost) {
            link.close();
        }
    }

    private void ask(Candidate candidate, long nowNanos) {
        candidate.ticket = ++tickets;
        candidate.askAgainNanos = nowNanos + ANSWER_LIMIT_NANOS;
        world.ask(candidate.ticket);
    }

    void linkLost(Link link) {
        candidates.removeIf(candidate -> candidate.link == link);
        if (owner == link) {
            owner = null;
        }
    }

    /** Nobody is attached, was ever, or waits to be: the port may be forgotten. */
    boolean isUnused() {
        return claimant == null && candidates.isEmpty();
    }

    /** Moves what waits for time; to be called some twenty times a second. */
    void tick(long nowNanos) {
        tellPassed();
        frames.expire(nowNanos);
        input.expire(nowNanos);
        for (Candidate candidate : List.copyOf(candidates)) {
            if (nowNanos - candidate.askAgainNanos >= 0) {
                ask(candidate, nowNanos);
            }
        }
    }

    // ---- outputs ----------------------------------------------------------------------------------------------------

    void frameOut(Link link, long number, byte[] frame, long nowNanos) {
        if (link != owner) {
            framesStale++;
            return;
        }
        outputsUntold++;
        if (rules.contains(Rule.NUMBERED_OUTPUTS) && number < nextFrame) {
            framesDropped++;
            return;
        }
        nextFrame = number + 1;
        framesOut++;
        if (Ethernet.hasLegalLength(frame) && !Ethernet.isGroup(Ethernet.source(frame))) {
            guestAddress = Ethernet.source(frame);
        }
        world.pass(frame, nowNanos);
    }

    void consoleOut(Link link, long number, byte[] data) {
        if (link != owner) {
            return;
        }
        outputsUntold++;
        long end = number + data.length;
        if (rules.contains(Rule.NUMBERED_OUTPUTS) && number < nextConsoleByte) {
            if (end > nextConsoleByte) {
                int known = (int) (nextConsoleByte - number);
                world.console(nextConsoleByte, Arrays.copyOfRange(data, known, data.length));
                nextConsoleByte = end;
            }
            return;
        }
        nextConsoleByte = end;
        world.console(number, data);
    }

    /**
     * When nothing more is there to be read: tells the owner what was taken if that is much. Else it hears so with its next
     * input, or with the next tick: it only forgets what it kept, and a message of its own for each output would be a record,
     * a system call and two wake-ups.
     */
    void flush() {
        if (outputsUntold >= MAX_UNTOLD) {
            tellPassed();
        }
    }

    private void tellPassed() {
        if (outputsUntold > 0 && owner != null && (nextFrame >= 0 || nextConsoleByte >= 0)) {
            owner.send(new Message.Passed(Math.max(nextFrame, 0), Math.max(nextConsoleByte, 0)));
        }
        outputsUntold = 0;
    }

    // ---- inputs -----------------------------------------------------------------------------------------------------

    /** A frame for the guest. */
    @Override
    public void deliver(byte[] frame, long nowNanos) {
        framesIn++;
        if (frame.length > VirtioNet.MAX_FRAME_SIZE) {
            framesTooLong++; // the replica would drop it, and never confirm it
            return;
        }
        frames.add(frame, 1, nowNanos);
        writable(owner);
    }

    /** Console input of 1 to {@link MessageCodec#MAX_CONSOLE_BYTES} bytes. */
    void consoleInput(byte[] data, long nowNanos) {
        input.add(data, data.length, nowNanos);
        writable(owner);
    }

    void taken(Link link, long nextFrameWanted, long nextInputByte) {
        if (link == owner) {
            frames.taken(nextFrameWanted);
            input.taken(nextInputByte);
            writable(link);
        }
    }

    /** Sends what waits, as far as link and replica take it. */
    void writable(Link link) {
        if (owner == null || link != owner) {
            return;
        }
        RedeliveryRing.Item item;
        while (owner.isWritable() && frames.unconfirmed() < MAX_UNCONFIRMED && (item = frames.give()) != null) {
            owner.send(new Message.FrameIn(item.number(), item.bytes()));
            tellPassed();
        }
        while (owner.isWritable() && (item = input.give()) != null) {
            owner.send(new Message.ConsoleIn(item.number(), item.bytes()));
        }
    }

    SwitchStatus.Vm status() {
        String waits = candidates.isEmpty() ? "" : waitReason.isEmpty() ? "asking the arbiter" : waitReason;
        return new SwitchStatus.Vm(
                vm,
                owner != null,
                generation,
                waits,
                framesOut,
                framesIn,
                framesDropped,
                framesStale,
                frames.dropped() + framesTooLong,
                frames.held(),
                input.dropped());
    }
}
