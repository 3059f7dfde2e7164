package dev.understudy.isa.semantics;

/**
 * What the AMOs store (unprivileged ISA, chapter 13). The W forms use the same methods on sign-extended words, which
 * keep their order, signed as unsigned; the low word of the result is stored.
 */
public final class AtomicOps {
    private AtomicOps() {}

    public static long amoswap(long memory, long register) {
        return register;
    }

    public static long amoadd(long memory, long register) {
        return memory + register;
    }

    public static long amoxor(long memory, long register) {
        return memory ^ register;
    }

    public static long amoand(long memory, long register) {
        return memory & register;
    }

    public static long amoor(long memory, long register) {
        return memory | register;
    }

    public static long amomin(long memory, long register) {
        return Math.min(memory, register);
    }

    public static long amomax(long memory, long register) {
        return Math.max(memory, register);
    }

    public static long amominu(long memory, long register) {
        return Long.compareUnsigned(memory, register) < 0 ? memory : register;
    }

    public static long amomaxu(long memory, long register) {
        return Long.compareUnsigned(memory, register) > 0 ? memory : register;
    }
}
