package dev.understudy.vmm.replication;

/**
 * What a {@link BackupProtocol} orders and looks at. All calls come from within a call of the protocol, on its thread;
 * none blocks, none calls back into the protocol before it returns.
 */
public interface BackupPort {
    /** To the primary; to nobody if the connection ended. */
    void send(PeerMessage message);

    /** End the connection; from here on no input of it may reach the protocol. May be called again. */
    void closeChannel(String reason);

    /** Build the machine from the state received. Answered by {@code restored} or {@code failed}. */
    void restoreState();

    /** The sequence number of the next entry wanted: all before it were accepted, and acknowledged or soon will be. */
    long accepted();

    /**
     * For good: accept and acknowledge no more entries. The replayer goes to the last one, checking all, and answers
     * {@code drained}, {@code replayedPowerOff}, {@code diverged} or {@code failed}.
     */
    void sealLog();

    /** Outputs numbered below this have left: forget them. */
    void released(long outputs);

    /** Where the machine is, instruction number; may lag. */
    long instruction();

    /** The sequence number of the next entry that the machine will replay; may lag. */
    long replayed();

    /** Ask the arbiter; the answer goes, exactly once, to {@link BackupProtocol#arbiterAnswered}. */
    void ask(Arbiter.Request request);

    /** This replica owns {@code generation}: go live in the order of {@link GoLive}, with this clock. */
    void goLive(long generation, GuestTime time);

    /** What the backup is doing, one line for people. */
    void report(String status);

    /** This replica's part is over; the process ends with this code. Called once. */
    void end(ExitReason reason, int exitCode, String message);
}
