package dev.understudy.isa.translator;

/** The bytes of one page of code. */
@FunctionalInterface
interface PageBytes {
    int SIZE = 4096;

    /** 16 bits, zero-extended, at an even offset. */
    int half(int offset);
}
