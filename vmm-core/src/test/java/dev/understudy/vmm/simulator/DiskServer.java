package dev.understudy.vmm.simulator;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.log.DiskStatus;
import dev.understudy.vmm.replication.Arbiter;
import dev.understudy.vmm.replication.ClaimantId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The disk server, which is the arbiter too. It may crash and start again: the record and what was synced last. Requests to
 * the arbiter, and those of connections to be bound, are taken one at a time; reads and writes are in progress side by side.
 */
final class DiskServer {
    /** One connection's right to the disk. */
    static final class Session {
        private final ClaimantId claimant;
        private final long generation;
        private final Wire wire;
        private boolean ended;

        Session(ClaimantId claimant, long generation, Wire wire) {
            this.claimant = claimant;
            this.generation = generation;
            this.wire = wire;
        }
    }

    /** What a client hears. */
    interface Replies {
        void bound(Session session, long instance);

        void refused(boolean lost, String reason);
    }

    /** What a request comes to; {@code refused}: the fence refuses it. */
    interface Reply {
        void answer(boolean refused, DiskStatus status, byte[] data);
    }

    private record Work(Session session, DiskRequest request) {}

    /** A request that has come and is not begun. */
    private record Queued(Session session, DiskRequest request, boolean again, Reply reply) {
        private void refuse(SimulatedProcess server) {
            session.wire.send(server, () -> reply.answer(true, DiskStatus.IO_ERROR, null));
        }
    }

    private record Waiter(List<Work> works, Runnable done) {}

    private final Simulator sim;
    private final DiskImage image;
    private final ArrayDeque<Runnable> questions = new ArrayDeque<>();
    private final List<Session> owners = new ArrayList<>();
    private final List<Queued> queued = new ArrayList<>();
    private final List<Work> inProgress = new ArrayList<>();
    private final List<Waiter> waiters = new ArrayList<>();
    /** The generation last refused to each. */
    private final Map<ClaimantId, Long> refused = new HashMap<>();

    private SimulatedProcess process;
    private boolean busy;
    private long instance;
    private long arbiterAwayUntil;
    private long stuckUntil;
    private long failingUntil;
    /** When one of the pairing gave a sign of life. */
    private long seenAt;
    /** Durable. */
    private Generations record;

    DiskServer(Simulator sim, DiskImage image, ClaimantId first) {
        this.sim = sim;
        this.image = image;
        record = new Generations(1, 1, first, null, false);
        seenAt = sim.time().now();
        start();
    }

    // ---- its process ------------------------------------------------------------------------------------------------

    void start() {
        instance = 1 + (sim.time().below(1 << 20) << 8) + (instance & 0xff);
        process = new SimulatedProcess(sim, "disk");
        sim.trace().tell(process, "serves as instance %d", instance);
    }

    /** What was not synced may be lost, or half there; whoever asks hears nothing until {@link #start}. */
    void crash(boolean hostToo) {
        process.kill(hostToo);
        image.crash(sim.time());
        questions.clear();
        refused.clear();
        owners.clear();
        queued.clear();
        inProgress.clear();
        waiters.clear();
        busy = false;
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

    Generations record() {
        return record;
    }

    DiskImage image() {
        return image;
    }

    // ---- the arbiter ------------------------------------------------------------------------------------------------

    void ask(ClaimantId claimant, Arbiter.Request request, Consumer<Arbiter.Answer> answer) {
        if (sim.time().now() < arbiterAwayUntil) {
            return;
        }
        seen(claimant);
        question(() -> decide(claimant, request, answer));
    }

    private void question(Runnable question) {
        questions.add(question);
        if (!busy) {
            nextQuestion();
        }
    }

    private void nextQuestion() {
        Runnable question = questions.poll();
        busy = question != null;
        if (busy) {
            process.after(sim.time().micros(5, 60), question);
        }
    }

    private void decide(ClaimantId claimant, Arbiter.Request request, Consumer<Arbiter.Answer> answer) {
        if (request instanceof Arbiter.Request.Query) {
            answer.accept(record.state());
            nextQuestion();
            return;
        }
        Generations next = after(claimant, request);
        process.cross(Crossing.RECORD_DECIDED);
        if (next == null) {
            answer(answer, new Arbiter.Answer.Refused(request + " by " + claimant + " in " + record));
        } else if (next.equals(record)) {
            durable(next, request, answer);
        } else {
            process.after(sim.time().micros(50, 2_000), () -> durable(next, request, answer));
        }
    }

    /** Who was refused the next generation never gets it, and is not named for it: he has ended. */
    private Generations after(ClaimantId claimant, Arbiter.Request request) {
        long following = record.generation() + 1;
        boolean claimsNext = request instanceof Arbiter.Request.Claim claim && claim.generation() == following;
        if (claimsNext && refused.getOrDefault(claimant, 0L) == following) {
            return null;
        }
        if (request instanceof Arbiter.Request.Start start) {
            return record.start(claimant, start.takeOver(), presence(), sim.worldRules());
        }
        if (request instanceof Arbiter.Request.Open open
                && refused.getOrDefault(open.backup(), 0L) == open.generation()) {
            return null;
        }
        Generations next = record.after(claimant, request, sim.worldRules());
        if (claimsNext && next == null) {
            refused.put(claimant, following);
        }
        return next;
    }

    /** A sign of life of a claimant. */
    void seen(ClaimantId claimant) {
        if (record.isMember(claimant)) {
            seenAt = sim.time().now();
            sim.replica(claimant).heardOf();
        }
    }

    private Generations.Presence presence() {
        boolean connected = owners.stream().anyMatch(session -> session.claimant.equals(record.owner()));
        boolean lately = sim.time().now() - seenAt < 10 * sim.limits().silenceNanos();
        return new Generations.Presence(connected, lately);
    }

    private void durable(Generations next, Arbiter.Request request, Consumer<Arbiter.Answer> answer) {
        if (!next.equals(record)) {
            boolean takesOver = request instanceof Arbiter.Request.Start start && start.takeOver();
            boolean newLife = next.life() > record.life();
            if (newLife && !takesOver) {
                sim.checkers().forEach(checker -> checker.lifeIsGivenUp(record));
            }
            record = next;
            seenAt = sim.time().now();
            sim.trace().tell(process, "%s", record);
            sim.checkers().forEach(checker -> checker.recorded(record));
        }
        process.cross(Crossing.RECORD_DURABLE);
        if (request instanceof Arbiter.Request.Open open) {
            answer(answer, new Arbiter.Answer.Granted(open.generation()));
        } else {
            boolean ends = request instanceof Arbiter.Request.End;
            List<Session> old = owners.stream()
                    .filter(session -> !ends && !next.ownedBy(session.claimant, session.generation))
                    .toList();
            end(old, () -> answer(answer, new Arbiter.Answer.Granted(next.generation())));
        }
    }

    private void answer(Consumer<Arbiter.Answer> answer, Arbiter.Answer said) {
        process.cross(Crossing.ARBITER_ANSWERED);
        answer.accept(said);
        nextQuestion();
    }

    /** The arbiter answers nobody until then; the disk goes on. */
    void arbiterAway(long untilNanos) {
        arbiterAwayUntil = untilNanos;
    }

    // ---- the fence --------------------------------------------------------------------------------------------------

    /** These connections do no more; {@code done} when all that is in progress has ended. */
    private void end(List<Session> ending, Runnable done) {
        if (sim.isOn(WorldRule.FENCE)) {
            ending.forEach(session -> session.ended = true);
            queued.stream().filter(one -> one.session.ended).forEach(one -> one.refuse(process));
            queued.removeIf(one -> one.session.ended);
        }
        Runnable closed = () -> {
            if (sim.isOn(WorldRule.FENCE)) {
                ending.forEach(session -> session.wire.close(process, "another owner, or another connection of it"));
                owners.removeAll(ending);
            }
            done.run();
        };
        if (inProgress.isEmpty() || !sim.isOn(WorldRule.WAIT_OUT)) {
            closed.run();
        } else {
            process.cross(Crossing.FENCE_WAITS);
            waiters.add(new Waiter(new ArrayList<>(inProgress), closed));
        }
    }

    private void finished(Work work) {
        inProgress.remove(work);
        for (Waiter waiter : List.copyOf(waiters)) {
            waiter.works.remove(work);
            if (waiter.works.isEmpty() && waiters.remove(waiter)) {
                waiter.done.run();
            }
        }
    }

    /** A client says whose connection this is. */
    void bind(ClaimantId claimant, long generation, Wire wire, Replies replies) {
        question(() -> {
            seen(claimant);
            if (sim.isOn(WorldRule.FENCE) && !record.ownedBy(claimant, generation)) {
                boolean olderGeneration = record.ownedBy(claimant, record.generation());
                wire.send(process, () -> replies.refused(!olderGeneration, "owned by " + record.owner()));
                nextQuestion();
                return;
            }
            Session session = new Session(claimant, generation, wire);
            Runnable fenced = () -> {
                owners.add(session);
                long bound = instance;
                wire.send(process, () -> replies.bound(session, bound));
                nextQuestion();
            };
            if (sim.isOn(WorldRule.CONNECTION_FENCE)) {
                end(List.copyOf(owners), fenced);
            } else {
                fenced.run();
            }
        });
    }

    /** The connection is gone: what it had queued is never done. */
    void unbind(Session session) {
        if (sim.isOn(WorldRule.CONNECTION_FENCE)) {
            session.ended = true;
        }
        owners.remove(session);
    }

    /** Now and then a request is in progress for long, until then. */
    void stuck(long untilNanos) {
        stuckUntil = untilNanos;
    }

    /** Some requests fail, until then. */
    void failing(long untilNanos) {
        failingUntil = untilNanos;
    }

    // ---- the disk ---------------------------------------------------------------------------------------------------

    /** @param again the write was answered before this server's start */
    void request(Session session, DiskRequest request, boolean again, Reply reply) {
        Queued come = new Queued(session, request, again, reply);
        queued.add(come);
        process.after(sim.time().micros(1, 400), () -> {
            if (queued.remove(come)) {
                begin(come);
            }
        });
    }

    private void begin(Queued come) {
        Session session = come.session;
        DiskRequest request = come.request;
        boolean owns = record.ownedBy(session.claimant, session.generation) || !sim.isOn(WorldRule.FENCE);
        if (session.ended || !owns) {
            come.refuse(process);
        } else if (fails(come)) {
            fail(session, request, come.reply);
        } else {
            carryOut(session, request, come.again, come.reply);
        }
    }

    private void carryOut(Session session, DiskRequest request, boolean again, Reply reply) {
        Work work = new Work(session, request);
        inProgress.add(work);
        int toSync = image.unsynced();
        boolean stuck = sim.time().now() < stuckUntil && sim.time().oneIn(10);
        Runnable finish = () -> finish(work, toSync, again, reply);
        if (stuck) {
            process.timer(sim.time().below(300 * VirtualTime.MILLI), finish); // no longer on a slow host
        } else {
            process.after(sim.time().micros(20, 700), finish);
        }
    }

    /** Not a read: a counter that cannot read what it is to go on from serves nobody, rightly. Not what is written again. */
    private boolean fails(Queued come) {
        boolean changes = come.request.kind() != DiskRequest.Kind.READ;
        return changes
                && !come.again
                && sim.time().now() < failingUntil
                && sim.time().oneIn(4);
    }

    /** Nothing of it is done: the guest's answers that wait for it may never be made. */
    private void fail(Session session, DiskRequest request, Reply reply) {
        boolean full = request.kind().isOutput() && sim.time().oneIn(2);
        DiskStatus status = full ? DiskStatus.NO_SPACE : DiskStatus.IO_ERROR;
        sim.trace().tell(process, "%s fails: %s", request, status);
        sim.clients().thoseThatWaitMayBeLost();
        sim.checkers().forEach(checker -> checker.failed(request, status));
        session.wire.send(process, () -> reply.answer(false, status, new byte[0]));
    }

    private void finish(Work work, int toSync, boolean again, Reply reply) {
        DiskRequest request = work.request;
        if (request.kind().isOutput()) {
            process.cross(Crossing.DISK_WRITTEN);
            sim.checkers()
                    .forEach(
                            checker -> checker.written(work.session.claimant, work.session.generation, request, again));
        }
        byte[] data = image.carryOut(request);
        if (request.kind() == DiskRequest.Kind.FLUSH && sim.isOn(WorldRule.FLUSH)) {
            image.sync(toSync);
        }
        finished(work);
        process.cross(Crossing.DISK_REPLIED);
        work.session.wire.send(process, () -> reply.answer(false, DiskStatus.OK, data));
    }
}
