package dev.understudy.vmm.replication;

/** Where outputs go when the gate lets them out. Called in output order, on the thread that drives the gate. */
public interface OutputSink<T extends Output> {
    /** The output leaves now; must not block and must not call the gate. */
    void release(T output);
}
