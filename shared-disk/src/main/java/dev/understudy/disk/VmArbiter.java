package dev.understudy.disk;

import dev.understudy.vmm.host.Clock;
import dev.understudy.vmm.replication.Arbiter.Answer;
import dev.understudy.vmm.replication.Arbiter.Request;
import dev.understudy.vmm.replication.ClaimantId;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * The arbiter of one VM: decides by {@link ArbiterRecord}, makes the decision durable, fences, then answers. Requests come
 * one at a time (the server gives each VM a thread); {@link #seen} and the status methods are for any thread.
 */
final class VmArbiter {
    private final String vm;
    private final RecordFile file;
    private final List<String> exports;
    private final Set<Rule> rules;
    private final Clock clock;
    private final long silenceNanos;
    private final VmFence fence;

    private volatile ArbiterRecord record;
    private final Refusals refusals = new Refusals();
    /** Why nothing is granted until the server restarts; null if all is well. */
    private volatile String broken;

    private volatile long lastSeenNanos;

    /** @param silenceNanos after so long without a sign of the last pairing a cold start may go ahead */
    VmArbiter(String vm, RecordFile file, List<String> exports, Set<Rule> rules, Clock clock, long silenceNanos) {
        this.vm = vm;
        this.file = file;
        this.exports = exports;
        this.rules = rules;
        this.clock = clock;
        this.silenceNanos = silenceNanos;
        this.lastSeenNanos = clock.nanoTime(); // whoever lived may have been about until this server started
        try {
            record = file.load();
        } catch (IOException e) {
            broken = "the arbiter's record of " + vm + " cannot be read: " + e.getMessage();
        }
        this.fence = new VmFence(record, rules);
    }

    /** Decides, or throws if nothing can be said: a damaged record, or one that could not be made durable. */
    Answer ask(ClaimantId claimant, Request request) throws IOException {
        ArbiterRecord now = usable();
        seen(claimant);
        if (request instanceof Request.Query) {
            return new Answer.State(now.generation(), now.owner(), now.openedFor(), now.lifeEnded());
        }
        ArbiterRecord.Decision decision = decide(now, claimant, request);
        if (decision instanceof ArbiterRecord.Decision.Granted granted) {
            return grant(now, granted.next(), request);
        }
        return new Answer.Refused(((ArbiterRecord.Decision.Refused) decision).reason());
    }

    private ArbiterRecord.Decision decide(ArbiterRecord now, ClaimantId claimant, Request request) {
        if (request instanceof Request.Start start) {
            return now.start(claimant, start.takeOver(), presence(), exports);
        } else if (request instanceof Request.Open open) {
            return open(now, claimant, open);
        } else if (request instanceof Request.Claim claim) {
            return claim(now, claimant, claim.generation());
        } else if (request instanceof Request.End end) {
            return now.end(claimant, end.generation());
        }
        throw new IllegalArgumentException("no decision for " + request);
    }

    /** Whoever was refused has ended: named, it would protect nobody. */
    private ArbiterRecord.Decision open(ArbiterRecord now, ClaimantId claimant, Request.Open open) {
        return wasRefused(open.backup(), open.generation())
                ? refusedBefore(open.backup(), open.generation())
                : now.open(claimant, open.generation(), open.backup());
    }

    private boolean wasRefused(ClaimantId claimant, long claimed) {
        return refusals.contains(claimant, claimed) && rules.contains(Rule.REFUSED_FOR_GOOD);
    }

    private static ArbiterRecord.Decision refusedBefore(ClaimantId claimant, long claimed) {
        return new ArbiterRecord.Decision.Refused("generation " + claimed + " was refused to " + claimant + " before");
    }

    private ArbiterRecord.Decision claim(ArbiterRecord now, ClaimantId claimant, long claimed) {
        if (wasRefused(claimant, claimed)) {
            return refusedBefore(claimant, claimed);
        }
        ArbiterRecord.Decision decision = now.claim(claimant, claimed, rules);
        if (decision instanceof ArbiterRecord.Decision.Refused && claimed == now.generation() + 1) {
            refusals.add(claimant, claimed);
        }
        return decision;
    }

    private Answer grant(ArbiterRecord now, ArbiterRecord next, Request request) throws IOException {
        if (!next.equals(now)) {
            save(next);
        }
        if (request instanceof Request.Open) {
            fence.record(next);
        } else if (request instanceof Request.End) {
            fence.endLife(next);
        } else { // also when nothing changed: a repeated claim waits for the same writes as the first
            fence.fence(next);
        }
        lastSeenNanos = clock.nanoTime();
        return new Answer.Granted(request instanceof Request.Open open ? open.generation() : next.generation());
    }

    private void save(ArbiterRecord next) throws IOException {
        try {
            file.save(next);
        } catch (RecordFile.OldRecordHolds e) {
            throw new IOException(notDurable(e) + "; nothing is granted until it can", e);
        } catch (IOException e) {
            // The old or the new record may be on the disk: only reading it again, at a restart, will tell.
            broken = notDurable(e) + "; restart the disk server";
            fence.record(null);
            throw new IOException(broken, e);
        }
        record = next;
    }

    private String notDurable(IOException e) {
        return "the arbiter's record of " + vm + " cannot be made durable: " + e.getMessage();
    }

    /**
     * Why a connection is not bound to its owner.
     *
     * @param olderGeneration the claimant does own the VM: its claim was granted, the answer is on its way
     */
    record Refusal(String reason, boolean olderGeneration) {}

    /**
     * Binds a connection to its owner and ends that owner's older connections to the same export.
     *
     * @return null, or why not
     */
    Refusal attach(Session session) throws IOException {
        ArbiterRecord now = usable();
        OwnerBinding owner = session.owner();
        if (!exports.contains(session.export())) {
            return new Refusal("export " + session.export() + " is not bound to VM " + vm, false);
        }
        if (!now.ownedBy(owner.claimant(), owner.generation()) && rules.contains(Rule.FENCE)) {
            String reason = owner.claimant() + " does not own generation " + owner.generation() + " of " + vm
                    + ": it is at " + now.generation() + ", owned by " + now.owner()
                    + (now.lifeEnded() ? ", its life ended" : "");
            return new Refusal(reason, now.ownedBy(owner.claimant(), now.generation()));
        }
        fence.attach(session);
        seen(owner.claimant());
        return null;
    }

    /** A sign of life of a claimant. */
    void seen(ClaimantId claimant) {
        ArbiterRecord now = record;
        if (now != null && now.isMember(claimant)) {
            lastSeenNanos = clock.nanoTime();
        }
    }

    private ArbiterRecord.Presence presence() {
        boolean lately = clock.nanoTime() - lastSeenNanos < silenceNanos;
        return new ArbiterRecord.Presence(fence.hasOwner(), lately);
    }

    private ArbiterRecord usable() throws IOException {
        if (broken != null) {
            throw new IOException(broken);
        }
        return record;
    }

    VmFence fence() {
        return fence;
    }

    String vm() {
        return vm;
    }

    DiskStatusReport.Vm status() {
        ArbiterRecord now = record == null ? ArbiterRecord.NONE : record;
        return new DiskStatusReport.Vm(
                vm,
                now.life(),
                now.generation(),
                now.owner(),
                now.openedFor(),
                now.lifeEnded(),
                fence.hasOwner(),
                (clock.nanoTime() - lastSeenNanos) / 1_000_000,
                broken);
    }

    /** Why this configuration may not serve the VM; null if it may: a life runs on an export that is not bound to it. */
    String unboundExport() {
        ArbiterRecord now = record;
        if (now == null || !now.lifeRuns()) {
            return null;
        }
        return now.exports().stream()
                .filter(name -> !exports.contains(name))
                .findFirst()
                .map(name -> "a life of " + vm + " runs on export " + name + ", which is not bound to it here")
                .orElse(null);
    }
}
