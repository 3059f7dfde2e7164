package dev.understudy.vmm.replication;

/**
 * What a {@link PrimaryProtocol} orders and looks at. All calls come from within a call of the protocol, on its thread;
 * none blocks, none calls back into the protocol before it returns.
 */
public interface PrimaryPort {
    /**
     * Have the vCPU stop between two entries and copy its state, then run on. Answered by {@link
     * PrimaryProtocol#stateCaptured}, always, also if the backup is lost in between.
     */
    void captureState();

    /** Send the captured state to the backup, then every entry after it. */
    void sendState();

    /** To the backup that is connected; to nobody if it is not. Messages keep their order. */
    void send(PeerMessage message);

    /**
     * End the backup's connection, if there is one. Entries waiting to be sent are dropped; from here on no input of
     * that connection may reach the protocol.
     */
    void closeChannel(String reason);

    /** Ask the arbiter; the answer goes, exactly once, to {@link PrimaryProtocol#arbiterAnswered}. */
    void ask(Arbiter.Request request);

    /** Stop the vCPU between two entries and flush the log. Answered by {@link PrimaryProtocol#vcpuStopped}. */
    void stopVcpu(String reason);

    /** Let the stopped vCPU run on; it may not have stopped yet. */
    void resumeVcpu();

    /** From now on the vCPU runs for so many thousandths of the time, evenly; see {@link Lag#share}. */
    void throttle(int share);

    /** The fence, before outputs leave again: disk and switch now speak for this generation, which was just granted. */
    void generationChanged(long generation);

    /**
     * Entries appended to the log so far: the sequence number of the next one. May lag behind the vCPU, never behind what
     * was sent; exact once the vCPU has stopped.
     */
    long appended();

    /**
     * All outputs numbered below this have reached the world for good: the backup may forget them. Leaving the gate is not
     * enough, a frame in this host's buffers dies with the host.
     */
    long confirmedBelow();

    /** Newest guest time, ticks of 10 MHz. */
    long guestTime();

    /** Where the machine is, instruction number; may lag. */
    long instruction();

    /** Protection changed. */
    void report(Protection protection);

    /** This replica's part is over: the vCPU stops, connections close, the process ends with this code. Called once. */
    void end(ExitReason reason, int exitCode, String message);
}
