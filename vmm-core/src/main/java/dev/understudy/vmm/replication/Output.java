package dev.understudy.vmm.replication;

/** What the machine says to the world, numbered since its life began. Immutable. */
public interface Output {
    /** 0 and up, one more for each output of the life; console bytes: the number of the last byte carried. */
    long number();

    /** What it holds in memory, for the gate's bound. */
    int bytes();
}
