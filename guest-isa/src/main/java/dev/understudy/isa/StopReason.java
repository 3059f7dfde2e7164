package dev.understudy.isa;

/** Why {@link ExecutionEngine#run} came back. */
public enum StopReason {
    /** The count of instructions begun is exactly the one asked for. */
    REACHED,
    /** A WFI was executed (and counted) while no enabled interrupt was pending. Running on is always allowed. */
    WAITING,
    /** {@link Hart#requestStop()} was called by a device in the middle of the last instruction executed. */
    REQUESTED
}
