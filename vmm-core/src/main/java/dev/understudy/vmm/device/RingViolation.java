package dev.understudy.vmm.device;

/** The driver broke the rules of a virtqueue: the device gives up until it is reset. */
final class RingViolation extends Exception {
    private static final long serialVersionUID = 1L;

    /** {@code message}: what, where, and the limit. */
    RingViolation(String message) {
        super(message, null, false, false);
    }
}
