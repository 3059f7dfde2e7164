package dev.understudy.cli.counter;

/**
 * One thing a client saw that a single server which never failed would not have done.
 *
 * @param client the client's number, or -1 where no single client saw it
 * @param nonce the request's nonce, or -1 where it is about no single request
 * @param value the value concerned; of {@link Kind#SKIPPED} the first one missing; 0 where there is none
 * @param count how many in a row: above 1 only for {@link Kind#SKIPPED}
 * @param atMillis when it was noticed, since the stream began
 */
public record Anomaly(Kind kind, int client, long nonce, long value, long count, long atMillis) {
    /** What can be wrong with a stream of plain increments. */
    public enum Kind {
        /** No reply within the limit. */
        LOST,
        /** The reply to a request already counted as lost. */
        LATE,
        /** A further reply to a request already answered. */
        REPEATED,
        /** One value given to two requests. */
        DUPLICATED,
        /** A value given to nobody. */
        SKIPPED,
        /** A value not above one that was acknowledged before this request was sent. */
        BACKWARDS,
        /** A datagram that answers nothing that was asked. */
        FOREIGN
    }

    @Override
    public String toString() {
        return kind + " client " + client + " nonce " + nonce + " value " + Long.toUnsignedString(value)
                + (count > 1 ? " and " + (count - 1) + " after it" : "") + " at " + atMillis + " ms";
    }
}
