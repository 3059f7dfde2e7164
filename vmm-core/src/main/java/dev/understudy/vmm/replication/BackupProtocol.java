package dev.understudy.vmm.replication;

import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;
import java.util.Set;

/**
 * A backup: joins, follows, and when its primary seems gone seals its log, drains it, claims, and goes live if granted
 * (rule Seal, drain, claim). Messages and time go in, orders go out through {@link BackupPort}; no I/O, thread or clock. One
 * thread calls everything.
 *
 * <p>{@code now} is monotonic host time in nanoseconds, never going back.
 */
public final class BackupProtocol {
    /** Most likely the primary has ended the life, and the arbiter went away with it. */
    private static final long GUEST_END_SECONDS = 30;

    private final String vm;
    private final ClaimantId self;
    private final FailureLimits limits;
    private final BackupPort port;
    private final Set<Rule> rules;
    private final FailureDetector detector;
    private final GoLiveClock clock = new GoLiveClock();
    private final PersistentRequest request;

    private BackupPhase phase = BackupPhase.JOINING;
    private String status = "";
    private long generation;
    private PeerMessage.Heartbeat primaryHeartbeat;
    private boolean armed;
    private boolean diskReachable = true;
    private boolean switchReachable = true;
    private long began;
    private long heartbeatAt;
    private long yieldAt = -1;
    private String claimReason = "";
    private long livedTicks;
    private boolean guestEnded;
    private int guestExitCode;
    private long guestEndedAt;

    public BackupProtocol(String vm, ClaimantId self, FailureLimits limits, BackupPort port) {
        this(vm, self, limits, port, Rule.ALL);
    }

    /** @param rules all, but in tests */
    public BackupProtocol(String vm, ClaimantId self, FailureLimits limits, BackupPort port, Set<Rule> rules) {
        this.vm = vm;
        this.self = self;
        this.limits = limits;
        this.port = port;
        this.rules = rules;
        detector = new FailureDetector(limits);
        request = new PersistentRequest(port::ask);
    }

    // ---- joining ----------------------------------------------------------------------------------------------------

    /** The connection to the primary stands. Call once, first. */
    public void start(long now) {
        began = now;
        heartbeatAt = now;
        detector.begin(now);
        report("joining");
        port.send(new PeerMessage.Hello(PeerMessage.VERSION, vm, self));
    }

    /** All bytes of the state are here and match their checksum. */
    public void transferComplete() {
        if (phase == BackupPhase.RESTORING) {
            port.restoreState();
        }
    }

    /** The machine stands as the state says, and replays. */
    public void restored() {
        if (phase == BackupPhase.RESTORING) {
            phase = BackupPhase.FOLLOWING;
            report("following, not armed yet");
            port.send(new PeerMessage.Restored());
        }
    }

    // ---- what the primary says --------------------------------------------------------------------------------------

    /** Bytes came from the primary, of whatever kind. */
    public void peerAlive(long now) {
        detector.heard(now);
    }

    /** An entry was accepted. */
    public void entryAccepted(LogEntry entry, long now) {
        detector.heard(now);
        if (entry.event() instanceof Event.TimeRead time) {
            clock.heard(time.ticks(), now);
        }
    }

    /** A message from the primary; those of the state transfer are only a sign of life here. */
    public void heard(PeerMessage message, long now) {
        if (!isListening()) {
            return;
        }
        detector.heard(now);
        if (message instanceof PeerMessage.Welcome welcome) {
            welcomed(welcome);
        } else if (message instanceof PeerMessage.Refused refused) {
            end(ExitReason.PEER_REFUSED, refused.reason());
        } else if (message instanceof PeerMessage.Heartbeat heartbeat) {
            primaryHeartbeat = heartbeat;
            clock.heard(heartbeat.guestTime(), now);
        } else if (message instanceof PeerMessage.Released released) {
            port.released(released.outputs());
        } else if (message instanceof PeerMessage.Armed) {
            armed = true;
            report("armed for generation " + (generation + 1));
        } else if (message instanceof PeerMessage.Yield yield) {
            yieldAt = yield.entries();
            takeYieldOnceAllIsHere();
        } else if (!isTransfer(message)) {
            lose("primary sent " + message.getClass().getSimpleName() + " out of turn");
        }
    }

    private static boolean isTransfer(PeerMessage message) {
        return message instanceof PeerMessage.TransferBegin
                || message instanceof PeerMessage.TransferChunk
                || message instanceof PeerMessage.TransferEnd;
    }

    private void welcomed(PeerMessage.Welcome welcome) {
        if (phase == BackupPhase.JOINING) {
            phase = BackupPhase.RESTORING;
            generation = welcome.generation();
            report("restoring the state of generation " + generation);
        }
    }

    private void takeYieldOnceAllIsHere() {
        if (phase == BackupPhase.FOLLOWING && yieldAt >= 0 && port.accepted() >= yieldAt) {
            seal("the primary hands over");
        }
    }

    // ---- losing the primary -----------------------------------------------------------------------------------------

    /** The primary's connection ended. */
    public void channelLost(String reason) {
        if (isListening()) {
            lose("connection lost: " + reason);
        }
    }

    private void lose(String why) {
        if (phase == BackupPhase.FOLLOWING) {
            // It may be named without having heard so: only the arbiter knows.
            seal(why);
            if (rules.contains(Rule.SEAL)) {
                port.closeChannel(why);
            }
        } else {
            end(ExitReason.PEER_REFUSED, "primary lost before the state was restored: " + why);
        }
    }

    private void seal(String why) {
        phase = BackupPhase.SEALED;
        claimReason = why;
        report("replaying to the last entry: " + why);
        if (rules.contains(Rule.SEAL)) {
            port.sealLog();
        }
        if (!rules.contains(Rule.DRAIN)) {
            claim();
        }
    }

    // ---- what the replayer says -------------------------------------------------------------------------------------

    /**
     * The sealed log is lived through, all digests and checksums agree.
     *
     * @param guestTicks the newest guest time that the machine has seen
     */
    public void drained(long guestTicks) {
        livedTicks = guestTicks;
        if (phase == BackupPhase.SEALED) {
            if (yieldAt >= 0) {
                port.send(new PeerMessage.YieldTaken());
            }
            claim();
        }
    }

    /**
     * The same, and the guest powered off in it. The primary may have died before the last outputs left: so the life is
     * claimed like any other, and the claim refused if the primary has ended it.
     */
    public void replayedPowerOff(int exitCode, long guestTicks, long now) {
        guestEnded = true;
        guestExitCode = exitCode;
        guestEndedAt = now;
        drained(guestTicks);
    }

    private void claim() {
        phase = BackupPhase.CLAIMING;
        report("claiming generation " + (generation + 1) + ": " + claimReason);
        request.begin(new Arbiter.Request.Claim(vm, generation + 1));
    }

    /** Replay differs from the log: this replica is not the machine it should be, and never claims. */
    public void diverged(String report) {
        if (isOver()) {
            return;
        }
        // In the drain after a yield the primary still stands, hears this, and goes on.
        boolean orphaned = phase == BackupPhase.SEALED && yieldAt < 0;
        String where = orphaned ? "diverged in the drain, nobody may live until a cold start: " : "diverged: ";
        port.send(new PeerMessage.Diverged(report));
        end(ExitReason.DIVERGED, where + report);
    }

    /** State or log cannot be used, for reasons of this host. */
    public void failed(String reason) {
        if (!isOver()) {
            port.send(new PeerMessage.Refused(reason));
            end(ExitReason.FAILED, reason);
        }
    }

    // ---- the arbiter ------------------------------------------------------------------------------------------------

    /** The arbiter's answer to something asked through the port. */
    public void arbiterAnswered(Arbiter.Request asked, Arbiter.Answer answer, long now) {
        switch (request.answered(asked, answer, now)) {
            case DECIDED -> {
                if (answer instanceof Arbiter.Answer.Granted) {
                    goLive(now);
                } else if (guestEnded) {
                    end(ExitReason.GUEST_ENDED, guestExitCode, "the guest powered off");
                } else {
                    end(ExitReason.LOST_CLAIM, "generation " + (generation + 1) + " is not ours: " + answer);
                }
            }
            case UNREACHABLE -> report("nobody lives: " + claimReason + "; asking again, " + answer);
            case STALE -> {}
        }
    }

    private void goLive(long now) {
        generation++;
        phase = BackupPhase.LIVE;
        report("live in generation " + generation + ": " + claimReason);
        port.closeChannel("went live");
        port.goLive(generation, clock.start(livedTicks, now));
    }

    private void end(ExitReason reason, String message) {
        end(reason, reason.exitCode(), message);
    }

    private void end(ExitReason reason, int exitCode, String message) {
        if (isOver()) {
            return;
        }
        phase = BackupPhase.ENDED;
        request.cancel();
        report(message);
        port.closeChannel(message);
        port.end(reason, exitCode, message);
    }

    // ---- time -------------------------------------------------------------------------------------------------------

    /** Which of its two ways to the world this replica has, for the primary to know. */
    public void world(boolean disk, boolean network) {
        diskReachable = disk;
        switchReachable = network;
    }

    /** Time passes: call several times a heartbeat interval. */
    public void tick(long now) {
        request.tick(now);
        boolean connected = isListening() || (phase == BackupPhase.SEALED && yieldAt >= 0);
        if (connected && phase != BackupPhase.JOINING && now - heartbeatAt >= limits.heartbeatNanos()) {
            heartbeatAt = now;
            port.send(
                    new PeerMessage.Heartbeat(0, port.instruction(), port.replayed(), diskReachable, switchReachable));
        }
        if (guestEnded && now - guestEndedAt >= GUEST_END_SECONDS * 1_000_000_000L) {
            end(
                    ExitReason.GUEST_ENDED,
                    guestExitCode,
                    "the guest powered off; whether its last outputs left is not known: no arbiter for "
                            + GUEST_END_SECONDS + " s");
        }
        if (isListening()) {
            detector.tick(now);
            takeYieldOnceAllIsHere();
            watch(now);
        }
    }

    private void watch(long now) {
        if (phase == BackupPhase.JOINING) {
            if (now - began >= limits.transferNanos()) {
                lose("no answer within " + limits.transferNanos() / 1_000_000 + " ms");
            }
        } else if (isListening() && detector.isSilent(now)) {
            lose("primary silent for " + limits.silenceNanos() / 1_000_000 + " ms");
        }
    }

    private boolean isListening() {
        return phase == BackupPhase.JOINING || phase == BackupPhase.RESTORING || phase == BackupPhase.FOLLOWING;
    }

    private boolean isOver() {
        return phase == BackupPhase.LIVE || phase == BackupPhase.ENDED;
    }

    private void report(String now) {
        if (!now.equals(status)) {
            status = now;
            port.report(now);
        }
    }

    // ---- for status -------------------------------------------------------------------------------------------------

    public BackupPhase phase() {
        return phase;
    }

    public String status() {
        return status;
    }

    /** The primary's generation; once live, the own one. */
    public long generation() {
        return generation;
    }

    /** The primary has said that the next generation is open for this backup. */
    public boolean isArmed() {
        return armed;
    }

    /** The primary's newest heartbeat, or null. */
    public PeerMessage.Heartbeat primaryHeartbeat() {
        return primaryHeartbeat;
    }
}
