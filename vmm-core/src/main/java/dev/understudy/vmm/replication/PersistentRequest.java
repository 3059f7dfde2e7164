package dev.understudy.vmm.replication;

import java.util.function.Consumer;

/**
 * One request to the arbiter, asked until answered: after each "unreachable" again, later and later up to a second. A new
 * request replaces the one before; its answer, should it still come, is not heard.
 */
final class PersistentRequest {
    private static final long FIRST_PAUSE_NANOS = 10_000_000L;
    private static final long LONGEST_PAUSE_NANOS = 1_000_000_000L;

    private final Consumer<Arbiter.Request> ask;
    private Arbiter.Request request;
    private boolean underWay;
    private long againAt;
    private long pauseNanos;
    private boolean unreachable;

    PersistentRequest(Consumer<Arbiter.Request> ask) {
        this.ask = ask;
    }

    void begin(Arbiter.Request first) {
        request = first;
        pauseNanos = FIRST_PAUSE_NANOS;
        unreachable = false;
        underWay = true;
        ask.accept(first);
    }

    void cancel() {
        request = null;
    }

    void tick(long now) {
        if (request != null && !underWay && now - againAt >= 0) {
            underWay = true;
            ask.accept(request);
        }
    }

    /** True if this answers the request for good. "Unreachable" schedules the next try. */
    boolean isAnsweredBy(Arbiter.Request asked, Arbiter.Answer answer, long now) {
        if (!asked.equals(request)) {
            return false;
        }
        underWay = false;
        unreachable = answer instanceof Arbiter.Answer.Unreachable;
        if (unreachable) {
            againAt = now + pauseNanos;
            pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
            return false;
        }
        request = null;
        return true;
    }

    /** The last try had no answer. */
    boolean isUnreachable() {
        return request != null && unreachable;
    }
}
