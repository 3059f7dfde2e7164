package dev.understudy.vmm.replication;

/** Whether a primary's backup is still worth having: it is heard, it acknowledges, it is restored, it keeps up. */
final class BackupWatch {
    private final FailureLimits limits;
    private final FailureDetector detector;
    private final LagControl control;
    private long joinBegan;
    private long replayed;

    BackupWatch(FailureLimits limits) {
        this.limits = limits;
        detector = new FailureDetector(limits);
        control = new LagControl(limits);
    }

    /** A backup joins; the primary's machine is at {@code instruction}. */
    void begin(long instruction, long now) {
        joinBegan = now;
        detector.begin(now);
        control.begin(instruction, now);
    }

    /** It has restored its state, which entry {@code first} follows. */
    void restored(long first, long now) {
        replayed = first;
        detector.begin(now);
    }

    void heard(long now) {
        detector.heard(now);
    }

    /** It says where it is. */
    void reported(PeerMessage.Heartbeat heartbeat, long now) {
        replayed = Math.max(replayed, heartbeat.replayed());
        control.reported(heartbeat.instruction(), now);
    }

    /** Time passes; the primary's machine is at {@code instruction}. */
    void tick(long instruction, long now) {
        detector.tick(now);
        control.passed(instruction, now);
    }

    /** Once a heartbeat, while the backup follows: its lag, and what share of its time the guest gets for that. */
    Lag decide(long appended, long now) {
        int share = control.decide(now);
        return new Lag(control.nanos(now), control.instructions(), Math.max(0, appended - replayed), share);
    }

    /** Why a backup that is still on its way to follow should be given up, or null. */
    String suspicionOfJoining(long now) {
        if (detector.isSilent(now)) {
            return silent();
        }
        return now - joinBegan < limits.transferNanos()
                ? null
                : "backup not restored within " + limits.transferNanos() / 1_000_000 + " ms";
    }

    /** Why a backup that follows should be given up, or null. {@code appended} entries were made. */
    String suspicion(long appended, long acknowledged, long now) {
        if (detector.isSilent(now)) {
            return silent();
        }
        if (detector.isStalled(appended, acknowledged, now)) {
            return "backup acknowledged nothing for " + limits.stallNanos() / 1_000_000 + " ms";
        }
        return control.isHopeless(now)
                ? "backup lags by " + control.nanos(now) / 1_000_000
                        + " ms and catches up nothing, although the guest runs " + LagControl.FLOOR / 10
                        + " % of the time only"
                : null;
    }

    private String silent() {
        return "backup silent for " + limits.silenceNanos() / 1_000_000 + " ms";
    }
}
