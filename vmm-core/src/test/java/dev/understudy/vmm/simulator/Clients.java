package dev.understudy.vmm.simulator;

import dev.understudy.vmm.rehearsal.Frames;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The counter's clients: each asks for one plain increment at a time, and never again for the same one. What was in the
 * switch when that crashed may be lost; a client goes on without that answer.
 */
final class Clients {
    private static final long GIVEN_UP = 3_000 * VirtualTime.MILLI;

    /** One increment, from its request to its answer. */
    static final class Operation {
        final long nonce;
        final long invokedAt;
        long answeredAt = -1;
        long value;
        boolean mayBeLost;
        boolean givenUp;

        Operation(long nonce, long invokedAt) {
            this.nonce = nonce;
            this.invokedAt = invokedAt;
        }

        boolean isAnswered() {
            return answeredAt >= 0;
        }

        @Override
        public String toString() {
            return "increment " + nonce;
        }
    }

    private final Simulator sim;
    private final List<Operation> operations = new ArrayList<>();
    private int wanted;
    private boolean stopped;
    private int thinkMicros;
    private int answered;
    private int open;

    Clients(Simulator sim) {
        this.sim = sim;
    }

    /** {@code count} clients begin; together they want so many more increments. */
    void begin(int count, int increments, int thinkMicros) {
        wanted += increments;
        this.thinkMicros = thinkMicros;
        for (int i = 0; i < count; i++) {
            thinkThenAsk();
        }
    }

    /** They ask for nothing more. */
    void stop() {
        stopped = true;
    }

    private void thinkThenAsk() {
        sim.time().after(sim.time().micros(1, thinkMicros), null, this::ask);
    }

    private void ask() {
        if (operations.size() == wanted || stopped) {
            return;
        }
        SwitchServer server = sim.switchServer();
        if (!server.isUp()) {
            sim.time().after(20 * VirtualTime.MILLI, null, this::ask);
            return;
        }
        Operation operation = new Operation(operations.size(), sim.time().now());
        operations.add(operation);
        open++;
        sim.checkers().forEach(checker -> checker.invoked(operation));
        byte[] frame = Frames.increment(1, operation.nonce);
        sim.time().after(sim.time().micros(10, 200), server.process(), () -> {
            if (!server.deliver(frame)) {
                mayBeLost(operation);
            }
        });
    }

    /** A frame leaves the switch, perhaps for a client. */
    void hear(byte[] frame) {
        Frames.Reply reply = Frames.reply(frame);
        if (reply != null) {
            sim.time().after(sim.time().micros(10, 200), null, () -> answered(reply));
        }
    }

    private void answered(Frames.Reply reply) {
        Operation operation = operations.get((int) reply.nonce());
        sim.trace().tell(null, "%s is answered: %d", operation, reply.value());
        if (operation.isAnswered()) {
            boolean again = operation.mayBeLost && operation.value == reply.value();
            if (!again) {
                throw new Violation(
                        "answers", operation + " was answered " + operation.value + ", now " + reply.value());
            }
            return;
        }
        operation.answeredAt = sim.time().now();
        operation.value = reply.value();
        answered++;
        sim.checkers().forEach(checker -> checker.answered(operation));
        if (!operation.givenUp) {
            open--;
            thinkThenAsk();
        }
    }

    /**
     * The requests that wait for an answer may never get one, or the answers may come twice: the switch crashed, or the disk
     * refused what they were to change, or a new life began.
     */
    void thoseThatWaitMayBeLost() {
        for (Operation operation : operations) {
            mayBeLost(operation);
        }
    }

    private void mayBeLost(Operation operation) {
        operation.mayBeLost = true;
        if (!operation.isAnswered() && !operation.givenUp) {
            sim.time().after(GIVEN_UP, null, () -> giveUp(operation));
        }
    }

    private void giveUp(Operation operation) {
        if (!operation.isAnswered() && !operation.givenUp) {
            operation.givenUp = true;
            open--;
            thinkThenAsk();
        }
    }

    // ---- what others ask --------------------------------------------------------------------------------------------

    List<Operation> operations() {
        return Collections.unmodifiableList(operations);
    }

    int answered() {
        return answered;
    }

    /** Everything wanted was asked for, and nobody waits for an answer. */
    boolean areDone() {
        return (operations.size() == wanted || stopped) && open == 0;
    }
}
