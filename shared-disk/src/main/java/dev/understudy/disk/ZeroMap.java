package dev.understudy.disk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * What is known of each 64 KiB block of an image: whether it reads as zeroes. Plain Java cannot ask a file for its holes,
 * so an existing image starts unknown and is looked at when somebody asks; a new one starts as zeroes.
 *
 * <p>Lock-free. A block becomes ZERO by a look only if no write began since the look did: a writer marks DATA
 * <i>before</i> it writes, and the looker's compare-and-set from LOOKING then fails.
 */
final class ZeroMap {
    static final int BLOCK = 64 << 10;

    private static final byte UNKNOWN = 0;
    private static final byte LOOKING = 1;
    private static final byte ZERO = 2;
    private static final byte DATA = 3;
    private static final VarHandle STATE = MethodHandles.arrayElementVarHandle(byte[].class);

    private final byte[] states;

    ZeroMap(long size, boolean allZero) {
        long blocks = (size + BLOCK - 1) / BLOCK;
        if (blocks > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("an image of " + size + " bytes is over the limit of 128 TiB");
        }
        states = new byte[(int) blocks];
        if (allZero) {
            Arrays.fill(states, ZERO);
        }
    }

    boolean isZero(int block) {
        return (byte) STATE.getVolatile(states, block) == ZERO;
    }

    boolean isData(int block) {
        return (byte) STATE.getVolatile(states, block) == DATA;
    }

    /** Before a write. */
    void markData(long offset, long length) {
        if (length > 0) {
            int last = (int) ((offset + length - 1) / BLOCK);
            for (int block = (int) (offset / BLOCK); block <= last; block++) {
                STATE.setVolatile(states, block, DATA);
            }
        }
    }

    /** After zeroes were written over all of it, with writers kept out. */
    void markZero(int block) {
        STATE.setVolatile(states, block, ZERO);
    }

    /** True if the caller may look and must then call {@link #endLook}; false if another does. */
    boolean beginLook(int block) {
        return STATE.compareAndSet(states, block, UNKNOWN, LOOKING);
    }

    void endLook(int block, boolean zero) {
        STATE.compareAndSet(states, block, LOOKING, zero ? ZERO : DATA);
    }

    /** The look failed: nothing is known. */
    void cancelLook(int block) {
        STATE.compareAndSet(states, block, LOOKING, UNKNOWN);
    }
}
