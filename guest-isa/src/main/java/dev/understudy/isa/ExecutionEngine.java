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
}
