package dev.understudy.channel;

/** Where a {@link ChannelLogSink} puts full batches: a connection. All but {@link #execute} on the event loop. */
interface LogOutlet {
    /** Has the event loop run this soon. Any thread. */
    void execute(Runnable task);

    /** Whether the network takes more without queueing much. */
    boolean isWritable();

    /** Copies the batch into a frame. */
    void write(LogBatch batch);

    void flush();
}
