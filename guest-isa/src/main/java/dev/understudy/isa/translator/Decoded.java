package dev.understudy.isa.translator;

import dev.understudy.isa.HartState;
import dev.understudy.isa.instruction.CompressedForm;
import dev.understudy.isa.instruction.Decoder;
import dev.understudy.isa.instruction.Format;
import dev.understudy.isa.instruction.Instruction;

/**
 * An instruction at its place in a page.
 *
 * @param offset bytes from the page's beginning
 * @param length bytes, 2 or 4
 * @param rd 0 to 31 of the x registers, from {@link HartState#F0} on of the f registers; likewise the others
 */
record Decoded(Instruction instruction, int offset, int length, int rd, int rs1, int rs2, int immediate) {
    /** The instruction at {@code offset} of these 4096 bytes of code; null if it is illegal or crosses the page's end. */
    static Decoded at(PageBytes page, int offset) {
        int half = page.half(offset);
        if (Decoder.isCompressed(half)) {
            return of(CompressedForm.expand(half), offset, 2);
        }
        return offset + 4 > PageBytes.SIZE ? null : of(half | page.half(offset + 2) << 16, offset, 4);
    }

    private static Decoded of(int word, int offset, int length) {
        Instruction instruction = Decoder.decode(word);
        if (instruction == null) {
            return null;
        }
        Format format = instruction.format();
        return new Decoded(
                instruction,
                offset,
                length,
                format.rd(word) + (format.floatRd() ? HartState.F0 : 0),
                format.rs1(word) + (format.floatRs1() ? HartState.F0 : 0),
                format.rs2(word) + (format.floatRs2() ? HartState.F0 : 0),
                format.immediate(word));
    }

    /** Number of the third register that it reads, if it reads one. */
    int rs3() {
        return HartState.F0 + Format.rs3(immediate);
    }

    /** A bit a register that it reads or writes. */
    long registers() {
        return 1L << rd | 1L << rs1 | 1L << rs2 | (instruction.format() == Format.R4 ? 1L << rs3() : 0);
    }

    /** True if it needs the floating-point unit. */
    boolean isFloat() {
        return instruction.format().ordinal() >= Format.FLOAT_LOAD.ordinal();
    }

    /** Offset of the instruction that follows in memory; the page's size if that begins the next page. */
    int next() {
        return offset + length;
    }

    /** Where a branch or jump goes, from the page's beginning; it may lie outside. */
    int target() {
        return offset + immediate;
    }
}
