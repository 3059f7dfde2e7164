package dev.understudy.isa.conformance;

import dev.understudy.isa.Assembler;
import java.util.Arrays;

/** Machine code that grows: halfwords from a first address on. */
final class Code {
    private final long address;
    private short[] halves = new short[256];
    private int count;

    Code(long address) {
        this.address = address;
    }

    long address() {
        return address;
    }

    /** Bytes. */
    int size() {
        return 2 * count;
    }

    void half(int bits) {
        if (count == halves.length) {
            halves = Arrays.copyOf(halves, 2 * count);
        }
        halves[count++] = (short) bits;
    }

    void word(int bits) {
        half(bits);
        half(bits >>> 16);
    }

    /** Plain instructions as text. */
    void text(String... lines) {
        for (String line : lines) {
            word(Assembler.word(line));
        }
    }

    /** Overwrites four bytes. */
    void patchWord(int at, int bits) {
        patchHalf(at, bits);
        patchHalf(at + 2, bits >>> 16);
    }

    void patchHalf(int at, int bits) {
        halves[at / 2] = (short) bits;
    }

    int halfAt(int at) {
        return halves[at / 2] & 0xffff;
    }
}
