package dev.understudy.vmm.replication;

import java.util.Set;

/**
 * The owner of a life: takes in a backup, keeps the Output Rule for it, gives it up, hands over to it. Messages and time
 * go in, orders go out through {@link PrimaryPort}; no I/O, thread or clock. One thread calls everything, the gate too.
 *
 * <p>{@code now} is monotonic host time in nanoseconds, never going back.
 */
public final class PrimaryProtocol {
    /** A release notice goes out with the next heartbeat, or as soon as this many outputs can be forgotten. */
    private static final int OUTPUTS_A_NOTICE = 256;

    private final String vm;
    private final ClaimantId self;
    private final OutputGate<?> gate;
    private final FailureLimits limits;
    private final PrimaryPort port;
    private final Set<Rule> rules;
    private final BackupWatch watch;
    private final Reachability reachability;
    private final PersistentRequest request;
    private final GuestEnd guestEnd = new GuestEnd();

    private PrimaryPhase phase = PrimaryPhase.ALONE;
    private Protection protection = Protection.missing("no backup");
    private long generation;
    private ClaimantId peer;
    private long acknowledged;
    private long firstSequence;
    private long heartbeatAt;
    private long noticed;
    private volatile Lag lag = Lag.NONE;
    private boolean captureUnderWay;
    private boolean vcpuStopRequested;
    private String claimReason = "";

    /**
     * Begins alone.
     *
     * @param generation the one that {@code self} owns, by {@code Start} or by a claim
     * @param gate unbound; from now on only the protocol changes its mode and tells it of acknowledgements
     */
    public PrimaryProtocol(
            String vm, ClaimantId self, long generation, OutputGate<?> gate, FailureLimits limits, PrimaryPort port) {
        this(vm, self, generation, gate, limits, port, Rule.ALL);
    }

    /** @param rules all, but in tests */
    public PrimaryProtocol(
            String vm,
            ClaimantId self,
            long generation,
            OutputGate<?> gate,
            FailureLimits limits,
            PrimaryPort port,
            Set<Rule> rules) {
        this.vm = vm;
        this.self = self;
        this.generation = generation;
        this.gate = gate;
        this.limits = limits;
        this.port = port;
        this.rules = rules;
        watch = new BackupWatch(limits);
        reachability = new Reachability(limits.silenceNanos());
        request = new PersistentRequest(port::ask);
    }

    // ---- joining ----------------------------------------------------------------------------------------------------

    /**
     * A backup says hello on a new connection.
     *
     * @param claimant its proven identity
     * @return what to send on that connection: {@code Welcome}, and the connection is the backup's from here on; or {@code
     *     Refused}, and it closes
     */
    public PeerMessage backupArrived(PeerMessage.Hello hello, ClaimantId claimant, long now) {
        String refusal = refusalOf(hello, claimant);
        if (refusal != null) {
            return new PeerMessage.Refused(refusal);
        }
        phase = PrimaryPhase.CAPTURING;
        peer = claimant;
        heartbeatAt = now;
        noticed = 0;
        captureUnderWay = true;
        watch.begin(port.instruction(), now);
        report(Protection.missing("backup starting"));
        port.captureState();
        return new PeerMessage.Welcome(generation, self);
    }

    private String refusalOf(PeerMessage.Hello hello, ClaimantId claimant) {
        if (hello.version() != PeerMessage.VERSION) {
            return "this primary speaks version " + PeerMessage.VERSION + " of the protocol, not " + hello.version();
        }
        if (!hello.vm().equals(vm)) {
            return "this primary runs " + vm + ", not " + hello.vm();
        }
        if (claimant.equals(self)) {
            return "a replica cannot be its own backup";
        }
        if (captureUnderWay) {
            return "the state is being copied for another backup; try again";
        }
        return switch (phase) {
            case ALONE -> null;
            case CLAIMING -> "claiming generation " + (generation + 1) + "; try again";
            case POWERING_OFF, ENDED -> "this primary has ended";
            default -> "there is a backup already, " + peer;
        };
    }

    /**
     * The vCPU has copied its state and runs on.
     *
     * @param first sequence number of the first entry that is not in the state
     */
    public void stateCaptured(long first) {
        captureUnderWay = false;
        if (phase == PrimaryPhase.CAPTURING) {
            phase = PrimaryPhase.TRANSFERRING;
            firstSequence = first;
            acknowledged = first;
            port.sendState();
        }
    }

    // ---- what the backup says ---------------------------------------------------------------------------------------

    /** Bytes came on the backup's connection, of whatever kind. */
    public void peerAlive(long now) {
        watch.heard(now);
    }

    /** A message from the backup. */
    public void heard(PeerMessage message, long now) {
        watch.heard(now);
        if (message instanceof PeerMessage.Heartbeat heartbeat) {
            reported(heartbeat, now);
        } else if (message instanceof PeerMessage.Restored) {
            restored(now);
        } else if (message instanceof PeerMessage.Diverged diverged) {
            loseBackup("backup diverged: " + diverged.report());
        } else if (message instanceof PeerMessage.Refused refused) {
            loseBackup("backup gave up: " + refused.reason());
        } else if (message instanceof PeerMessage.YieldTaken) {
            yieldTaken();
        } else {
            loseBackup("backup sent " + message.getClass().getSimpleName() + " out of turn");
        }
    }

    private void reported(PeerMessage.Heartbeat heartbeat, long now) {
        if (heartbeat.replayed() > port.appended()) {
            loseBackup("backup replayed entry " + (heartbeat.replayed() - 1) + " of " + port.appended());
            return;
        }
        reachability.peerSays(heartbeat, now);
        watch.reported(heartbeat, now);
    }

    private void restored(long now) {
        if (phase != PrimaryPhase.TRANSFERRING) {
            return;
        }
        phase = PrimaryPhase.HOLDING;
        watch.restored(firstSequence, now);
        gate.bind(acknowledged);
        openOnceAllThatLeftIsAcknowledged();
    }

    /** The backup has all entries below {@code next}. */
    public void acknowledged(long next, long now) {
        watch.heard(now);
        if (!hasPeer() || phase == PrimaryPhase.CAPTURING) {
            return;
        }
        if (next > port.appended()) {
            loseBackup("backup acknowledged entry " + (next - 1) + " of " + port.appended());
            return;
        }
        if (next <= acknowledged) {
            return;
        }
        acknowledged = next;
        gate.acknowledged(next);
        openOnceAllThatLeftIsAcknowledged();
        if (port.confirmedBelow() - noticed >= OUTPUTS_A_NOTICE) {
            noticeReleased();
        }
    }

    /** Rule Arming: what left while the gate was open must be the backup's history before it can be named. */
    private void openOnceAllThatLeftIsAcknowledged() {
        boolean covered = acknowledged > gate.newestProofReleased() || !rules.contains(Rule.GATE_FIRST);
        if (phase == PrimaryPhase.HOLDING && covered) {
            phase = PrimaryPhase.ARMING;
            report(Protection.missing("backup being armed"));
            request.begin(new Arbiter.Request.Open(vm, generation + 1, peer));
        }
    }

    private void yieldTaken() {
        if (phase == PrimaryPhase.YIELDING) {
            end(ExitReason.HANDED_OVER, "the backup takes over: " + claimReason);
        }
    }

    // ---- losing the backup ------------------------------------------------------------------------------------------

    /** The backup's connection ended. */
    public void channelLost(String reason) {
        loseBackup(reason);
    }

    /** The operator wants no backup, or another. */
    public void dropBackup() {
        loseBackup("dropped by the operator");
    }

    private void loseBackup(String why) {
        if (!hasPeer()) {
            return;
        }
        port.closeChannel(why);
        peer = null;
        lags(Lag.NONE);
        // Before open was sent nobody else can win the next generation; after that only a grant makes it ours.
        boolean mayBeNamed =
                phase == PrimaryPhase.ARMING || phase == PrimaryPhase.PROTECTED || phase == PrimaryPhase.YIELDING;
        if (mayBeNamed && rules.contains(Rule.CLAIM_ALONE)) {
            phase = PrimaryPhase.CLAIMING;
            claimReason = why;
            gate.shut();
            report(Protection.missing(why + "; claiming generation " + (generation + 1)));
            request.begin(new Arbiter.Request.Claim(vm, generation + 1));
        } else {
            request.cancel();
            goAlone(why);
        }
    }

    private void goAlone(String why) {
        phase = PrimaryPhase.ALONE;
        report(Protection.missing(why));
        gate.unbind();
        if (vcpuStopRequested) {
            vcpuStopRequested = false;
            port.resumeVcpu();
        }
    }

    // ---- the arbiter ------------------------------------------------------------------------------------------------

    /** The arbiter's answer to something asked through the port. */
    public void arbiterAnswered(Arbiter.Request asked, Arbiter.Answer answer, long now) {
        switch (request.answered(asked, answer, now)) {
            case DECIDED -> decided(answer);
            case UNREACHABLE -> sayUnreachable(answer);
            case STALE -> {}
        }
    }

    private void decided(Arbiter.Answer answer) {
        boolean granted = answer instanceof Arbiter.Answer.Granted;
        switch (phase) {
            case ARMING -> opened(granted, answer);
            case CLAIMING -> claimed(granted, answer);
            case POWERING_OFF -> lifeEnded(granted, answer);
            default -> throw new IllegalStateException("asked nothing in phase " + phase + ", heard " + answer);
        }
    }

    private void opened(boolean granted, Arbiter.Answer answer) {
        if (granted) {
            phase = PrimaryPhase.PROTECTED;
            port.send(new PeerMessage.Armed(generation + 1));
            report(Protection.PROTECTED);
        } else {
            loseBackup("the arbiter did not open generation " + (generation + 1) + ": " + answer);
        }
    }

    private void claimed(boolean granted, Arbiter.Answer answer) {
        if (granted) {
            generation++;
            port.generationChanged(generation);
            goAlone(claimReason);
        } else if (guestEnd.isOver()) {
            endWithGuest("; the life is another replica's by now: " + answer);
        } else {
            end(ExitReason.LOST_CLAIM, "generation " + (generation + 1) + " is not ours: " + answer);
        }
    }

    /** Refused, it is the backup's by now: that has the power-off too, or it would not have left. */
    private void lifeEnded(boolean granted, Arbiter.Answer answer) {
        endWithGuest(granted ? "" : "; the life is another replica's by now: " + answer);
    }

    private void sayUnreachable(Arbiter.Answer answer) {
        String what = "asking again, " + answer;
        switch (phase) {
            case ARMING -> report(Protection.missing("backup being armed; " + what));
            case CLAIMING -> report(Protection.missing(claimReason + "; nothing leaves: " + what));
            default -> {}
        }
    }

    /** This replica cannot go on, for reasons of its own: failing over beats diverging. */
    public void failed(String reason) {
        end(ExitReason.FAILED, reason);
    }

    /** Disk or switch refused this replica: another one owns the life. */
    public void ownershipLost(String reason) {
        end(ExitReason.LOST_CLAIM, reason);
    }

    // ---- handing over, ending ---------------------------------------------------------------------------------------

    /** Which of its two ways to the world this replica has. */
    public void world(boolean diskReachable, boolean switchReachable, long now) {
        reachability.own(diskReachable, switchReachable, now);
    }

    /** The operator wants the backup to take over. False if it is not armed: nothing is done. */
    public boolean failOver() {
        if (phase != PrimaryPhase.PROTECTED) {
            return false;
        }
        handOver("requested by the operator");
        return true;
    }

    private void handOver(String why) {
        phase = PrimaryPhase.YIELDING;
        claimReason = why;
        vcpuStopRequested = true;
        report(Protection.missing("handing over: " + why));
        port.stopVcpu(why);
    }

    /** The vCPU stands, its last entry is on its way. */
    public void vcpuStopped() {
        if (phase == PrimaryPhase.YIELDING) {
            port.send(new PeerMessage.Yield(port.appended()));
        }
    }

    /** The guest's power-off has left the gate, but not all before it is taken by disk and switch: call while so. */
    public void powerOffWaits(int exitCode, long now) {
        guestEnd.waits(exitCode, now);
        if (guestEnd.isLongWait(now) && (phase == PrimaryPhase.ALONE || phase == PrimaryPhase.PROTECTED)) {
            report(Protection.missing(guestEnd.waiting()));
        }
        endLifeOnceSettled();
    }

    /** The world has the guest's power-off and all outputs before it: the life is over. */
    public void powerOffReleased(int exitCode, long now) {
        guestEnd.taken(exitCode, now);
        endLifeOnceSettled();
    }

    /** A claim under way goes first: only its answer says which generation is to end, and whether it is ours. */
    private void endLifeOnceSettled() {
        boolean settled =
                phase != PrimaryPhase.CLAIMING && phase != PrimaryPhase.POWERING_OFF && phase != PrimaryPhase.ENDED;
        if (guestEnd.isOver() && settled) {
            phase = PrimaryPhase.POWERING_OFF;
            request.begin(new Arbiter.Request.End(vm, generation));
        }
    }

    private void endWithGuest(String more) {
        end(ExitReason.GUEST_ENDED, guestEnd.exitCode(), guestEnd.message() + more);
    }

    private void end(ExitReason reason, String message) {
        end(reason, reason.exitCode(), message);
    }

    private void end(ExitReason reason, int exitCode, String message) {
        if (phase == PrimaryPhase.ENDED) {
            return;
        }
        phase = PrimaryPhase.ENDED;
        gate.shut();
        request.cancel();
        report(Protection.missing(message));
        port.closeChannel(message);
        port.end(reason, exitCode, message);
    }

    // ---- time -------------------------------------------------------------------------------------------------------

    /** Time passes: call several times a heartbeat interval. */
    public void tick(long now) {
        request.tick(now);
        endLifeOnceSettled();
        if (guestEnd.isArbiterTooLate(now)) {
            endWithGuest("; the arbiter could not be told");
        }
        if (!hasPeer()) {
            return;
        }
        watch.tick(port.instruction(), now);
        if (now - heartbeatAt >= limits.heartbeatNanos()) {
            heartbeatAt = now;
            port.send(reachability.heartbeat(port.guestTime(), port.instruction()));
            noticeReleased();
            if (isRestored() && phase != PrimaryPhase.YIELDING) {
                lags(watch.decide(port.appended(), now));
            }
        }
        String suspicion =
                isRestored() ? watch.suspicion(port.appended(), acknowledged, now) : watch.suspicionOfJoining(now);
        if (suspicion != null) {
            loseBackup(suspicion);
        } else if (phase == PrimaryPhase.PROTECTED && reachability.shouldYield(now)) {
            handOver(reachability.missing() + " unreachable here, not from the backup");
        }
    }

    /** Rule Lag: throttled for first. */
    private void lags(Lag newest) {
        if (newest.share() != lag.share()) {
            port.throttle(newest.share());
        }
        lag = newest;
    }

    private void noticeReleased() {
        long confirmed = port.confirmedBelow();
        if (confirmed > noticed && isRestored()) {
            noticed = confirmed;
            port.send(new PeerMessage.Released(confirmed));
        }
    }

    private boolean isRestored() {
        return phase != PrimaryPhase.CAPTURING && phase != PrimaryPhase.TRANSFERRING;
    }

    private boolean hasPeer() {
        return switch (phase) {
            case CAPTURING, TRANSFERRING, HOLDING, ARMING, PROTECTED, YIELDING -> true;
            case ALONE, CLAIMING, POWERING_OFF, ENDED -> false;
        };
    }

    private void report(Protection now) {
        if (!now.equals(protection)) {
            protection = now;
            port.report(now);
        }
    }

    // ---- for status -------------------------------------------------------------------------------------------------

    public PrimaryPhase phase() {
        return phase;
    }

    public Protection protection() {
        return protection;
    }

    /** The generation that this replica owns, or owned when it ended. */
    public long generation() {
        return generation;
    }

    /** The backup, or null. */
    public ClaimantId peer() {
        return peer;
    }

    /** How far the backup is behind, once a heartbeat; nothing while none follows. Any thread. */
    public Lag lag() {
        return lag;
    }

    /** All entries below this are acknowledged by the present backup. */
    public long acknowledged() {
        return acknowledged;
    }

    /** First entry of the present backup's log. */
    public long firstSequence() {
        return firstSequence;
    }
}
