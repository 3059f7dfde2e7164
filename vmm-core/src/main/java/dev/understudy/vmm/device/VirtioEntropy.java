package dev.understudy.vmm.device;

import java.util.Collection;

/** virtio entropy device. */
public final class VirtioEntropy extends VirtioMmio {

    /** An unanswered request for {@code length} bytes. */
    public record Request(long id, int length) {}

    public VirtioEntropy(GuestMemory memory, InterruptLine line, OutputPort output) {}

    /** The event EntropyCompleted is applied. */
    public void completed(long id, byte[] data) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Requests not answered, in issue order. */
    public Collection<Request> pending() {
        throw new UnsupportedOperationException("not built yet");
    }
}
