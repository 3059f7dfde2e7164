package dev.understudy.vmm.replication;

import java.util.function.Consumer;

/**
 * One request to the arbiter, asked until answered: after each "unreachable" again, later and later up to a second. A new
 * request replaces the one before; its answer, should it still come, is not heard.
 */
final class PersistentRequest {
    /** What an answer means. */
    enum Outcome {
        /** It answers something else, asked before: nothing to be done. */
        STALE,
        /** Nobody answered; it will be asked again. */
        UNREACHABLE,
        /** Granted or refused. */
        DECIDED
    }

    private static final long FIRST_PAUSE_NANOS = 10_000_000L;
    private static final long LONGEST_PAUSE_NANOS = 1_000_000_000L;

    private final Consumer<Arbiter.Request> ask;
    private Arbiter.Request request;
    private boolean underWay;
    private long againAt;
    private long pauseNanos;

    PersistentRequest(Consumer<Arbiter.Request> ask) {
        this.ask = ask;
    }

    void begin(Arbiter.Request first) {
        request = first;
        pauseNanos = FIRST_PAUSE_NANOS;
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

    /** What {@code answer} to {@code asked} means for the present request. */
    Outcome answered(Arbiter.Request asked, Arbiter.Answer answer, long now) {
        if (!asked.equals(request)) {
            return Outcome.STALE;
        }
        underWay = false;
        if (answer instanceof Arbiter.Answer.Unreachable) {
            againAt = now + pauseNanos;
            pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
            return Outcome.UNREACHABLE;
        }
        request = null;
        return Outcome.DECIDED;
    }
}
