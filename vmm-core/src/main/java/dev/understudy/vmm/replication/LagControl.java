package dev.understudy.vmm.replication;

/**
 * Keeps a backup's lag bounded by running the primary's vCPU for a share of the time only (rule Lag). Up to the lag limit
 * the share is full; each half of the limit above that halves it, down to a sixteenth. Beyond that nothing helps: a backup
 * that catches up nothing for the stall limit is hopeless.
 *
 * <p>Decided on is the time that the backup needs to catch up, once its speed is known, else its lag in time. At an even
 * pace both are the same. But the lag in time falls only when the backup comes to where the guest was slowed already, and a
 * loop that waits for this swings. For the same reason the share is lowered no further while the lag falls at half the
 * speed of time, and changes a step a heartbeat only.
 */
final class LagControl {
    static final int FLOOR = Lag.FULL_SHARE >> 4;
    /** A share rises by this part of it a heartbeat, at most. */
    private static final int RISE = 8;
    /** And falls by this part. */
    private static final int FALL = 6;

    private static final double FALLS_WELL = -0.5;
    /** Over which the backup's speed is averaged. */
    private static final double SPEED_NANOS = 200e6;
    /** Over which the trend of the lag is averaged. */
    private static final double TREND_NANOS = 100e6;

    private final FailureLimits limits;
    private Trail trail = new Trail(0, 0);
    private long reported;
    private long reportedAt;
    /** The backup had more to do than it could before its next report. */
    private boolean busy;
    /** Of a busy backup, instructions a nanosecond; 0: not known. */
    private double speed;

    private int share = Lag.FULL_SHARE;
    private boolean hasDecided;
    private long decidedAt;
    private long decidedOn;
    private double trend;
    private long lowest;
    private long lowestAt;

    LagControl(FailureLimits limits) {
        this.limits = limits;
    }

    /** The state of a new backup is that of the machine at {@code instruction}. */
    void begin(long instruction, long now) {
        trail = new Trail(instruction, now);
        reported = instruction;
        reportedAt = now;
        busy = false;
        speed = 0;
        share = Lag.FULL_SHARE;
        hasDecided = false;
        trend = 0;
        lowestAt = now;
    }

    /** The primary's machine is at {@code instruction} now. */
    void passed(long instruction, long now) {
        trail.passed(instruction, now);
    }

    /** The backup says that its machine is at {@code instruction}. */
    void reported(long instruction, long now) {
        long ahead = Math.max(0, instruction - reported);
        double passed = Math.max(1, now - reportedAt);
        if (!busy) {
            speed = 0;
        } else if (speed == 0) {
            speed = ahead / passed;
        } else {
            speed += passed / (passed + SPEED_NANOS) * (ahead / passed - speed);
        }
        reported += ahead;
        reportedAt = now;
        busy = nanos(now) >= 2 * limits.heartbeatNanos();
    }

    /** So long ago the machine was where the backup is. That the next report is yet to come is no lag until it is overdue. */
    long nanos(long now) {
        long left = trail.leftAt(reported);
        return instructions() == 0 ? 0 : Math.max(0, now - left - silence(now));
    }

    /** The backup has yet to execute so many. */
    long instructions() {
        return Math.max(0, trail.newestInstruction() - reported);
    }

    private long silence(long now) {
        return Math.min(now - reportedAt, limits.heartbeatNanos());
    }

    /** The share of the time that the vCPU may run from now on. To be called once a heartbeat interval. */
    int decide(long now) {
        long lag = speed == 0 ? nanos(now) : Math.max(0, (long) (instructions() / speed) - silence(now));
        observe(lag, now);
        int target = shareFor(lag);
        if (target > share) {
            share = Math.min(target, share + share / RISE);
        } else if (trend > FALLS_WELL) {
            share = Math.max(target, share - share / FALL);
        }
        if (share > FLOOR || lag < lowest) {
            lowest = lag;
            lowestAt = now;
        }
        return share;
    }

    private void observe(long lag, long now) {
        double passed = Math.max(1, now - decidedAt);
        trend += hasDecided ? passed / (passed + TREND_NANOS) * ((lag - decidedOn) / passed - trend) : 0;
        hasDecided = true;
        decidedOn = lag;
        decidedAt = now;
    }

    private int shareFor(long lag) {
        long half = limits.lagNanos() / 2;
        long over = lag - limits.lagNanos();
        if (over <= 0 || limits.lagNanos() == FailureLimits.UNLIMITED) {
            return Lag.FULL_SHARE;
        }
        if (over >= 4 * half) {
            return FLOOR;
        }
        int upper = Lag.FULL_SHARE >> (over / half);
        return Math.max(FLOOR, upper - (int) (upper * (over % half) / (2 * half)));
    }

    /** Slowed as much as can be, the backup has caught up nothing for long. */
    boolean isHopeless(long now) {
        return share == FLOOR && now - lowestAt >= limits.stallNanos();
    }
}
