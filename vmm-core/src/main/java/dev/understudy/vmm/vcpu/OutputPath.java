package dev.understudy.vmm.vcpu;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.machine.Output;

/** Where a live vCPU puts what goes out: bounded hand-over to the gate's thread. Called on the vCPU's thread, in order. */
public interface OutputPath {
    /** An output, and the sequence number of the entry that proves it. */
    void output(Output output, long provenBy);

    /** A read or flush: goes at once. */
    void issue(DiskRequest request);

    /** Inputs below these numbers are in the log, up to the entry {@code provenBy}. */
    void inputsTaken(long nextFrame, long nextInputByte, long provenBy);

    /** Back-pressure: the vCPU waits. */
    boolean isFull();
}
