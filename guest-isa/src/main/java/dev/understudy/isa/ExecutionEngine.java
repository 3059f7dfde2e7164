package dev.understudy.isa;

/** Executes instructions of one hart: the interpreter, later the translator too. One thread. */
public interface ExecutionEngine {
    /**
     * Executes until {@link Hart#instruction()} is {@code until}, stopping at exactly that count, or earlier for one
     * of the other reasons. An interrupt that is pending and enabled is taken between two instructions, also before
     * the first one, and is not counted. Does nothing when the count is reached already.
     *
     * @param until instruction number, the first that is not executed
     */
    StopReason run(long until);

    /**
     * The same for who does not mind where it stops: from {@code enough} on where the engine stops and goes on at no cost.
     *
     * @param enough behind the present count, so that something is executed
     * @param until stops there at the latest
     */
    default StopReason run(long enough, long until) {
        return run(until);
    }
}
