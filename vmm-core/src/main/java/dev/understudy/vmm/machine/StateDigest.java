package dev.understudy.vmm.machine;

import dev.understudy.vmm.bytes.ByteWriter;

/** 64-bit digests of a machine's state. */
public final class StateDigest {
    private StateDigest() {}

    /** Digest of the hart's state and the devices' saved bytes. */
    public static long registers(long[] hart, ByteWriter devices) {
        throw new UnsupportedOperationException("not yet");
    }
}
