package dev.understudy.disk;

/** The peer does not speak the protocol: the connection ends. The message gives what came and what was due. */
final class ProtocolViolation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProtocolViolation(String message) {
        super(message);
    }
}
