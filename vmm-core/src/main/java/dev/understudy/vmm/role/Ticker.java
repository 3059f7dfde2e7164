package dev.understudy.vmm.role;

/** Has what recurs run on a replica's loop. */
public interface Ticker {
    /**
     * Runs {@code task} on the loop every so many milliseconds. Any thread.
     *
     * @return ends it
     */
    Runnable every(long millis, Runnable task);
}
