package dev.understudy.isa.semantics;

/** RV64I (unprivileged ISA, chapters 2 and 4). Shifts use the low 6 bits of the amount, of the W forms the low 5. */
public final class IntegerOps {
    private IntegerOps() {}

    public static long add(long a, long b) {
        return a + b;
    }

    public static long sub(long a, long b) {
        return a - b;
    }

    public static long and(long a, long b) {
        return a & b;
    }

    public static long or(long a, long b) {
        return a | b;
    }

    public static long xor(long a, long b) {
        return a ^ b;
    }

    public static long slt(long a, long b) {
        return a < b ? 1 : 0;
    }

    public static long sltu(long a, long b) {
        return a + Long.MIN_VALUE < b + Long.MIN_VALUE ? 1 : 0;
    }

    public static long sll(long a, long b) {
        return a << b;
    }

    public static long srl(long a, long b) {
        return a >>> b;
    }

    public static long sra(long a, long b) {
        return a >> b;
    }

    public static long addw(long a, long b) {
        return (int) (a + b);
    }

    public static long subw(long a, long b) {
        return (int) (a - b);
    }

    public static long sllw(long a, long b) {
        return (long) ((int) a << (int) b);
    }

    public static long srlw(long a, long b) {
        return (long) ((int) a >>> (int) b);
    }

    public static long sraw(long a, long b) {
        return (long) ((int) a >> (int) b);
    }

    public static boolean beq(long a, long b) {
        return a == b;
    }

    public static boolean bne(long a, long b) {
        return a != b;
    }

    public static boolean blt(long a, long b) {
        return a < b;
    }

    public static boolean bge(long a, long b) {
        return a >= b;
    }

    public static boolean bltu(long a, long b) {
        return a + Long.MIN_VALUE < b + Long.MIN_VALUE;
    }

    public static boolean bgeu(long a, long b) {
        return a + Long.MIN_VALUE >= b + Long.MIN_VALUE;
    }
}
