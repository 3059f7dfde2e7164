package dev.understudy.vmm.replication;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The disk server, which is the arbiter too, with the meaning of the model: record, fence, wait-out, connection fence. */
final class SimulatedDisk {
    private record Write(SimulatedReplica from, long connection, long generation, long number, long content) {}

    private record Grant(long generation, Consumer<Arbiter.Answer> answer) {}

    private final Simulation sim;
    private final List<Write> inProgress = new ArrayList<>();
    private final List<Grant> waiting = new ArrayList<>();
    private final Map<ClaimantId, Long> connections = new HashMap<>();
    private long epoch;
    private long downUntil;

    // durable
    private long generation = 1;
    private ClaimantId owner;
    private ClaimantId named;

    SimulatedDisk(Simulation sim, ClaimantId first) {
        this.sim = sim;
        owner = first;
    }

    ClaimantId owner() {
        return owner;
    }

    ClaimantId named() {
        return named;
    }

    long generation() {
        return generation;
    }

    long epoch() {
        return epoch;
    }

    boolean isUp() {
        return sim.now() >= downUntil;
    }

    void crash(long until) {
        epoch++;
        downUntil = until;
        inProgress.clear();
        List<Grant> unanswered = List.copyOf(waiting);
        waiting.clear();
        unanswered.forEach(g -> g.answer.accept(new Arbiter.Answer.Unreachable("the server crashed")));
    }

    // ---- the arbiter ----

    void ask(ClaimantId claimant, Arbiter.Request request, boolean connected, Consumer<Arbiter.Answer> answer) {
        long asked = epoch;
        Consumer<Arbiter.Answer> reply = said -> sim.after(sim.delay(20, 3_000), () -> {
            boolean lost = epoch != asked || sim.oneIn(20);
            answer.accept(lost ? new Arbiter.Answer.Unreachable("no answer") : said);
        });
        sim.after(sim.delay(20, 3_000), () -> {
            if (!connected || !isUp() || epoch != asked) {
                sim.after(sim.delay(20, 3_000), () -> answer.accept(new Arbiter.Answer.Unreachable("no connection")));
            } else {
                decide(claimant, request, reply);
            }
        });
    }

    private void decide(ClaimantId claimant, Arbiter.Request request, Consumer<Arbiter.Answer> reply) {
        if (request instanceof Arbiter.Request.Open open) {
            if (owner.equals(claimant) && open.generation() == generation + 1 && isNamedOrNew(open.backup())) {
                named = open.backup();
                reply.accept(new Arbiter.Answer.Granted(open.generation()));
            } else {
                reply.accept(new Arbiter.Answer.Refused("not yours to open"));
            }
        } else if (request instanceof Arbiter.Request.Claim claim) {
            claim(claimant, claim.generation(), reply);
        } else {
            throw new IllegalArgumentException("not simulated: " + request);
        }
    }

    private boolean isNamedOrNew(ClaimantId backup) {
        return named == null || named.equals(backup);
    }

    private void claim(ClaimantId claimant, long claimed, Consumer<Arbiter.Answer> reply) {
        boolean again = claimed == generation && owner.equals(claimant);
        boolean second = claimed == generation && sim.isOff(WorldRule.TEST_AND_SET);
        boolean entitled = owner.equals(claimant)
                || claimant.equals(named)
                || (named != null && sim.isOff(WorldRule.NAMED_BACKUP));
        if (claimed == generation + 1 && entitled) {
            owner = claimant;
            generation++;
            named = null;
        } else if (!again && !second) {
            reply.accept(new Arbiter.Answer.Refused("generation " + generation + " is owned by " + owner));
            return;
        }
        waiting.add(new Grant(claimed, reply));
        answerGrants();
    }

    private void answerGrants() {
        if (inProgress.stream().noneMatch(w -> w.generation < generation) || sim.isOff(WorldRule.WAIT_OUT)) {
            List<Grant> granted = List.copyOf(waiting);
            waiting.clear();
            granted.forEach(g -> g.answer.accept(new Arbiter.Answer.Granted(g.generation)));
        }
    }

    // ---- the disk ----

    /** A write is on its way. {@code connection}: grows with each reconnection of its sender. */
    void write(SimulatedReplica from, long connection, long asGeneration, long number, long content) {
        Write write = new Write(from, connection, asGeneration, number, content);
        long sent = epoch;
        sim.after(sim.delay(20, 5_000), () -> arrive(write, sent));
    }

    private void arrive(Write write, long sent) {
        if (epoch != sent || !isUp()) {
            return;
        }
        if (write.generation != generation && !sim.isOff(WorldRule.FENCE)) {
            if (!write.from.id().equals(owner)) {
                sim.at(sim.now() + sim.delay(20, 3_000), write.from, () -> write.from.fenced("the disk"));
            }
            return;
        }
        if (!sim.isOff(WorldRule.CONNECTION_FENCE)) {
            long newest = connections.merge(write.from.id(), write.connection, Math::max);
            if (write.connection < newest) {
                return;
            }
            if (inProgress.stream().anyMatch(w -> w.from == write.from && w.connection < write.connection)) {
                sim.after(100_000, () -> arrive(write, sent));
                return;
            }
        }
        inProgress.add(write);
        sim.after(sim.delay(50, 3_000), () -> apply(write, sent));
    }

    private void apply(Write write, long sent) {
        if (epoch != sent) {
            return;
        }
        inProgress.remove(write);
        sim.witness().sawWrite(write.generation, write.number, write.content);
        sim.at(sim.now() + sim.delay(20, 1_000), write.from, () -> {
            if (epoch == sent) {
                write.from.written(write.connection, write.number);
            }
        });
        answerGrants();
    }
}
