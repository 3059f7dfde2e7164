package dev.understudy.vmm.vcpu;

/** One way to drive a machine, a slice at a time; called by one thread. */
public interface Vcpu {
    /** How a slice ended. */
    enum Step {
        /** Call again at once. */
        RAN,
        /** Nothing to execute until an event comes, or {@link Vcpu#idleNanos} are over. */
        IDLE,
        /** Back-pressure: the log or the gate is full, or the backup has no entry. */
        BLOCKED,
        /** For good: the guest ended its life, or the log is wholly replayed. */
        ENDED
    }

    Step step();

    /** How long to wait at most after {@link Step#IDLE} or {@link Step#BLOCKED}. */
    long idleNanos();
}
