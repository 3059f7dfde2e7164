package dev.understudy.vmm.log;

/** Where a replaying machine's entries come from: a journal file, the channel's queue. Read on the vCPU's thread. */
public interface LogSource {
    /** The oldest entry not yet taken, or null when none is here (yet). */
    LogEntry peek();

    /** Takes the entry that {@link #peek} gave. */
    void take();

    /**
     * The first instruction number that may not be executed yet, from the newest entry here (rule Horizon); 0 while there
     * was none.
     */
    long horizon();

    /** No entry will ever follow: the file ends here, or the log was sealed. */
    boolean isSealed();
}
