package dev.understudy.vmm.machine;

import dev.understudy.isa.Ram;
import dev.understudy.vmm.bytes.ByteWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * 64-bit digests of a machine's state, against divergence, not against an adversary. The digest of memory is the sum over
 * all pages of a mix of page number and page hash, so that only dirty pages need hashing again: one page's share is taken
 * out and put in anew. Cleans the dirty marks of RAM as it goes, so one digest owns them. One thread.
 */
public final class StateDigest {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    // Odd, from the digits of pi and of the golden ratio: no structure that data could share.
    private static final long A = 0x9e3779b97f4a7c15L;
    private static final long B = 0x243f6a8885a308d3L;
    private static final long C = 0x13198a2e03707345L;
    private static final long D = 0xa4093822299f31d1L;

    private final Ram ram;
    private final long[] shares;
    private long sum;

    /** Nothing is hashed before the first {@link #memory}. */
    public StateDigest(Ram ram) {
        this.ram = ram;
        this.shares = new long[ram.pageCount()];
    }

    /** Digest of all of RAM, never 0. Hashes the pages that were dirtied since the last call, all the first time. */
    public long memory() {
        for (int page = 0; page < shares.length; page++) {
            if (shares[page] == 0 || ram.isDirty(page)) {
                ram.clean(page);
                long share = share(ram.bytes(), page);
                sum += share - shares[page];
                shares[page] = share;
            }
        }
        return nonZero(sum);
    }

    /** The same digest from scratch; touches no dirty mark. */
    public static long memory(byte[] bytes) {
        long sum = 0;
        for (int page = 0; page < bytes.length / Ram.PAGE_SIZE; page++) {
            sum += share(bytes, page);
        }
        return nonZero(sum);
    }

    /** Digest of the hart's state and of the devices' saved bytes. */
    public static long registers(long[] hart, ByteWriter devices) {
        long hash = A ^ hart.length;
        for (long value : hart) {
            hash = step(hash, value, B);
        }
        return finish(step(hash, hash(devices.buffer(), 0, devices.size()), C));
    }

    private static long share(byte[] bytes, int page) {
        return nonZero(finish(step(hash(bytes, page * Ram.PAGE_SIZE, Ram.PAGE_SIZE), page, D)));
    }

    private static long nonZero(long digest) {
        return digest == 0 ? 1 : digest;
    }

    /** Four lanes of eight bytes keep the multiplier busy; each step is a bijection, so no single change is ever lost. */
    private static long hash(byte[] bytes, int offset, int length) {
        long a = A;
        long b = B;
        long c = C;
        long d = D;
        int at = offset;
        for (int end = offset + (length & ~31); at < end; at += 32) {
            a = step(a, (long) LONG.get(bytes, at), A);
            b = step(b, (long) LONG.get(bytes, at + 8), B);
            c = step(c, (long) LONG.get(bytes, at + 16), C);
            d = step(d, (long) LONG.get(bytes, at + 24), D);
        }
        for (; at < offset + length; at++) {
            a = step(a, bytes[at], B);
        }
        return finish(step(step(step(step(length, a, A), b, B), c, C), d, D));
    }

    private static long step(long hash, long value, long factor) {
        long product = (hash ^ value) * factor;
        return product ^ product >>> 29;
    }

    private static long finish(long hash) {
        long mixed = (hash ^ hash >>> 32) * A;
        mixed = (mixed ^ mixed >>> 29) * B;
        return mixed ^ mixed >>> 32;
    }
}
