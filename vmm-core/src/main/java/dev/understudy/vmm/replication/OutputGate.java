package dev.understudy.vmm.replication;

import java.util.Set;

/**
 * Holds outputs, in order, until they may leave (Output Rule): output of instruction X leaves when the backup has
 * acknowledged an entry that proves X begun. The output is delayed, the machine is not. One thread.
 *
 * <p>Sequence numbers are those of the replica's one log, which goes on over all its pairings; -1 proves an output made
 * before that log began.
 */
public final class OutputGate<T extends Output> {
    private enum Mode {
        /** Alone: outputs leave at once. */
        UNBOUND,
        /** Outputs leave when their proof is acknowledged. */
        BOUND,
        /** Claiming, or over: nothing leaves, whatever is acknowledged. */
        SHUT
    }

    private final OutputSink<T> sink;
    private final Set<Rule> rules;
    private final Object[] outputs;
    private final long[] proofs;
    private final long bytesLimit;
    private int head;
    private int count;
    private long bytes;
    private Mode mode = Mode.UNBOUND;
    private long acknowledged;
    private long newestProofHeld = -1;
    private long newestProofReleased = -1;
    private long released;
    private long releasedBelow;

    /**
     * An unbound gate.
     *
     * @param capacity outputs held at most, 1 and up
     * @param bytesLimit full when it holds so many bytes; one output may exceed it
     */
    public OutputGate(int capacity, long bytesLimit, OutputSink<T> sink) {
        this(capacity, bytesLimit, sink, Rule.ALL);
    }

    /** @param rules all, but in tests */
    public OutputGate(int capacity, long bytesLimit, OutputSink<T> sink, Set<Rule> rules) {
        if (capacity < 1 || bytesLimit < 1) {
            throw new IllegalArgumentException(
                    "the gate must hold something, not " + capacity + " outputs of " + bytesLimit + " bytes");
        }
        this.sink = sink;
        this.rules = rules;
        this.bytesLimit = bytesLimit;
        outputs = new Object[capacity];
        proofs = new long[capacity];
    }

    /** Back-pressure: nothing may be handed to {@link #hold} until this is false again. */
    public boolean isFull() {
        return count == outputs.length || bytes >= bytesLimit;
    }

    /**
     * The next output, at once released if it may leave.
     *
     * @param provenBy sequence number of an entry that proves it, not below that of the output before
     */
    public void hold(T output, long provenBy) {
        if (isFull()) {
            throw new IllegalStateException("the gate is full: " + count + " outputs, " + bytes + " bytes");
        }
        if (provenBy < newestProofHeld) {
            throw new IllegalArgumentException(
                    "output " + output.number() + " proven by " + provenBy + " follows one by " + newestProofHeld);
        }
        int tail = (head + count) % outputs.length;
        outputs[tail] = output;
        proofs[tail] = provenBy;
        newestProofHeld = provenBy;
        count++;
        bytes += output.bytes();
        releaseAll();
    }

    /** The backup has all entries below {@code nextSequence}. Heard only while bound. */
    public void acknowledged(long nextSequence) {
        if (mode == Mode.BOUND && nextSequence > acknowledged) {
            acknowledged = nextSequence;
            releaseAll();
        }
    }

    /** From now on the Output Rule holds, for a backup that has all entries below {@code nextSequence}. */
    void bind(long nextSequence) {
        acknowledged = nextSequence;
        mode = rules.contains(Rule.OUTPUT_RULE) ? Mode.BOUND : Mode.UNBOUND;
        releaseAll();
    }

    /** Nobody else can own the next generation: held outputs leave in order, acknowledged or not. */
    void unbind() {
        mode = Mode.UNBOUND;
        releaseAll();
    }

    /** Nothing leaves any more, until {@link #unbind}. */
    void shut() {
        mode = Mode.SHUT;
    }

    /** Whether the Output Rule holds: outputs wait for acknowledgements. */
    public boolean isBound() {
        return mode == Mode.BOUND;
    }

    /** Outputs held. */
    public int count() {
        return count;
    }

    /** Bytes held. */
    public long bytes() {
        return bytes;
    }

    /** How many outputs have left. */
    public long released() {
        return released;
    }

    /** All outputs numbered below this have left. */
    public long releasedBelow() {
        return releasedBelow;
    }

    /** The highest sequence number that proves an output which has left; -1: none left yet. */
    public long newestProofReleased() {
        return newestProofReleased;
    }

    private void releaseAll() {
        while (count > 0 && mayLeave(proofs[head])) {
            @SuppressWarnings("unchecked") // only hold() stores here
            T output = (T) outputs[head];
            newestProofReleased = proofs[head];
            outputs[head] = null;
            head = (head + 1) % outputs.length;
            count--;
            bytes -= output.bytes();
            released++;
            releasedBelow = output.number() + 1;
            sink.release(output);
        }
    }

    private boolean mayLeave(long proof) {
        return mode == Mode.UNBOUND || (mode == Mode.BOUND && acknowledged > proof);
    }
}
