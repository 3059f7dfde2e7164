package dev.understudy.vmm.role;

import dev.understudy.vmm.log.LogSink;
import dev.understudy.vmm.replication.PeerMessage;

/** The primary's end of the channel to one backup. Used on the loop, but for {@link #openLog} and its sink. */
public interface PrimaryLink {
    /** Sends; nothing overtakes. */
    void send(PeerMessage message);

    /**
     * On the vCPU's thread, which alone appends to it: entries wait until the state has been sent.
     *
     * @param firstSequence the replica's number of its first entry
     * @param roomAgain called, on any thread, when a full log has room
     */
    LogSink openLog(long firstSequence, Runnable roomAgain);

    /** Sends the snapshot, then everything in the log, from {@code firstSequence} on. */
    void sendState(byte[] snapshot, long firstSequence);

    /** Ends the connection; its log takes no more and is never full from here on. May be called again. */
    void close(String reason);
}
