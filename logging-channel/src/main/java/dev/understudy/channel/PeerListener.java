package dev.understudy.channel;

import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.replication.PeerMessage;

/** What happens on a connection. All calls come on its event loop; after {@link #closed} none does. */
public interface PeerListener {
    /**
     * The peer says this. The claimant in a {@code Hello} or {@code Welcome} is the one that TLS proved. May throw
     * MalformedBytes, which ends the connection with its message.
     */
    void message(PeerMessage message);

    /** Bytes came, of whatever kind, perhaps half a frame: the peer lives. Before the calls that say what they were. */
    default void heard() {}

    /** The backup has all entries with sequence numbers below {@code nextSequence}, in its queue. */
    default void acknowledged(long nextSequence) {}

    /** This entry is in the queue; it will be acknowledged at the end of the burst. */
    default void accepted(LogEntry entry) {}

    /** Entries came, and are acknowledged. Once a burst. */
    default void entriesArrived() {}

    /** The connection has ended, by either side. Called exactly once, never from within a call of the listener's own. */
    void closed(String reason);
}
