package dev.understudy.isa.translator;

/** The bytes of one page of code. */
@FunctionalInterface
interface PageBytes {
    int BITS = 12;
    int SIZE = 1 << BITS;

    /** 16 bits, zero-extended, at an even offset. */
    int half(int offset);
}
