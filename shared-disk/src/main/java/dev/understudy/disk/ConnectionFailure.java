package dev.understudy.disk;

import dev.understudy.vmm.bytes.MalformedBytes;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;

/** Why a connection ended: the peer, or the network, may do that at any time; anything else is a bug of ours. */
final class ConnectionFailure {
    private static final System.Logger LOG = System.getLogger("dev.understudy.disk");

    private ConnectionFailure() {}

    /** The connection ends either way; of a bug the trace tells where it is. */
    static void report(Throwable cause) {
        Throwable root = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        boolean theirs =
                root instanceof ProtocolViolation || root instanceof MalformedBytes || root instanceof IOException;
        if (!theirs) {
            LOG.log(System.Logger.Level.ERROR, "a connection ends by a bug", root);
        }
    }
}
