package dev.understudy.fuzzing;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** A fuzzer's bytes read as decisions, front to back. Past the end each is 0, so every prefix of a script is a script. */
public final class Script {
    private final byte[] bytes;
    private int position;

    public Script(byte[] bytes) {
        this.bytes = bytes;
    }

    public boolean hasMore() {
        return position < bytes.length;
    }

    public int u8() {
        return hasMore() ? bytes[position++] & 0xff : 0;
    }

    public boolean flag() {
        return (u8() & 1) != 0;
    }

    public int u16() {
        return u8() | u8() << 8;
    }

    public int u32() {
        return u16() | u16() << 16;
    }

    public long u64() {
        return (u32() & 0xffff_ffffL) | (long) u32() << 32;
    }

    /** 0 to {@code bound - 1}, at most 65535. */
    public int below(int bound) {
        return (bound > 256 ? u16() : u8()) % bound;
    }

    /** At most {@code count} bytes: fewer when the script ends. */
    public byte[] bytes(int count) {
        int end = Math.min(bytes.length, position + count);
        byte[] taken = Arrays.copyOfRange(bytes, position, end);
        position = end;
        return taken;
    }

    /** A length of one byte, and so many. */
    public byte[] block() {
        return bytes(u8());
    }

    public byte[] rest() {
        return bytes(bytes.length - position);
    }

    /** What a fuzz test's method source gives. */
    public static Stream<Arguments> seeds(byte[]... seeds) {
        return Arrays.stream(seeds).map(seed -> Arguments.of((Object) seed));
    }
}
