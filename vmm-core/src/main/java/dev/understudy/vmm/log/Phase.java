package dev.understudy.vmm.log;

/** Where an entry of instruction X belongs (rule Phase). After a {@code DURING} entry of X comes no {@code BEFORE} of X. */
public enum Phase {
    /** Applied when the count is X and instruction X has not begun. */
    BEFORE,
    /** A value consumed, or output made, by instruction X. An instruction has at most one. */
    DURING
}
