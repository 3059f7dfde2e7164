package dev.understudy.vmm.bytes;

/** Bytes from outside (a file, a peer) that are not what their format says. The message gives the value and the limit. */
public final class MalformedBytes extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedBytes(String message) {
        super(message);
    }
}
